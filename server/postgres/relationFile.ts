/** The files of a relation by their numbers. PostgreSQL: RelFileLocator (RelFileNode up to 15). */
export interface RelationFile {
  readonly tablespace: number;
  readonly database: number;
  readonly relation: number;
}
