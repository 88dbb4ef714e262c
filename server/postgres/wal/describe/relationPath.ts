import { catalogVersions } from '../../files/controlLayout.ts';
import { type Major, majors } from '../../majors.ts';
import { u32 as readU32 } from '../record.ts';
import { as, type FieldType, printedAs, relFileLocator } from './fieldTypes.ts';

const globalTablespace = 1664;
const defaultTablespace = 1663;

const meaning = 'file of the relation, below the data directory';

const byMajor = new Map(majors.map(major => [major, as(pathType(major), meaning)]));

/** RelFileLocator printed as the path of its main fork. PostgreSQL: GetRelationPath in common/relpath.c. */
export function relationPath(major: Major): FieldType {
  return byMajor.get(major)!;
}

function pathType(major: Major): FieldType {
  const versionDirectory = `PG_${major}_${catalogVersions[major]}`;
  return printedAs(relFileLocator, (out, bytes, at) => {
    const tablespace = readU32(bytes, at);
    if (tablespace === globalTablespace) {
      out.text('global/');
    } else {
      if (tablespace === defaultTablespace) out.text('base/');
      else out.text(`pg_tblspc/${tablespace}/${versionDirectory}/`);
      out.u32(readU32(bytes, at + 4));
      out.byte(0x2f);
    }
    out.u32(readU32(bytes, at + 8));
  });
}
