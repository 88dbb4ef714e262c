import type {
  DecodedImage,
  FilterProblem,
  FilterSuggestion,
  RecordDetails,
  RecordTypeCount,
  SegmentOverview,
  SegmentState,
} from '../../../server/protocol/segment.ts';
import type { Selection } from '../grid/gridModel.ts';

export type Tab = 'records' | 'transactions' | 'relations' | 'statistics';

export const tabs: readonly { readonly id: Tab; readonly title: string }[] = [
  { id: 'records', title: 'Records' },
  { id: 'transactions', title: 'Transactions' },
  { id: 'relations', title: 'Relations' },
  { id: 'statistics', title: 'Statistics' },
];

/** Filters that are a click away; each is a word of the filter's text. */
export const quickFilters = [
  { word: 'is:ddl', title: 'DDL', hint: 'Changes of the schema: files and catalogs of relations, databases' },
  { word: 'is:commit', title: 'commits', hint: 'Commits, also those of prepared transactions' },
  { word: 'fpi', title: 'FPI', hint: 'Records with full-page images' },
] as const;

type Widths = Readonly<Record<string, number>>;

/** What survives the tab's being hidden or the window's being reloaded. */
export interface SavedState {
  readonly tab: Tab;
  readonly filter: string;
  /** Position of the records table, in pixels. */
  readonly top: number;
  readonly selectedRecord?: number;
  readonly widths: Readonly<Partial<Record<Tab, Widths>>>;
  readonly detailsWidth: number;
  readonly detailsOpen: boolean;
}

const freshState: SavedState = {
  tab: 'records',
  filter: '',
  top: 0,
  widths: {},
  detailsWidth: 400,
  detailsOpen: true,
};

/** All that the view is made of. */
export interface Model {
  saved: SavedState;
  state: SegmentState | undefined;
  /** Why the segment can't be shown. */
  failure: string | undefined;
  /** Rows of the current view. */
  selection: Selection | undefined;
  details: RecordDetails | undefined;
  /** The field that is highlighted in the tree and in the bytes: a range of the record. */
  field: { readonly offset: number; readonly length: number } | undefined;
  /** Fields whose children are shown, by their path. */
  unfolded: ReadonlySet<string>;
  /** The page of an image of the selected record that was asked for. */
  image: { readonly record: number; readonly block: number; readonly page: DecodedImage | null } | undefined;
  overview: SegmentOverview | undefined;
  /** The rows on screen. */
  visible: { readonly first: number; readonly end: number } | undefined;
  statistics: readonly RecordTypeCount[] | undefined;
  statisticsSelection: Selection | undefined;
  filterText: string;
  filterProblems: readonly FilterProblem[];
  suggestions: readonly FilterSuggestion[];
  /** The suggestion that Enter takes; -1 when there is none. */
  suggested: number;
  /** Said to screen readers. */
  announcement: string;
}

/** The view before anything is known but what was saved of it. */
export function freshModel(saved: Partial<SavedState> | undefined): Model {
  return {
    saved: { ...freshState, ...saved },
    state: undefined,
    failure: undefined,
    selection: undefined,
    details: undefined,
    field: undefined,
    unfolded: new Set(),
    image: undefined,
    overview: undefined,
    visible: undefined,
    statistics: undefined,
    statisticsSelection: undefined,
    filterText: saved?.filter ?? freshState.filter,
    filterProblems: [],
    suggestions: [],
    suggested: -1,
    announcement: '',
  };
}
