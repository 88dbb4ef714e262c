// Where things lie in the module's memory. It never grows, so JavaScript's views stay valid.

/** CRC tables: 16 of 256 entries. */
export const TABLES: usize = 4096;

/** What folding leaves of long data; the 15 bytes before it are readable. */
export const FOLDED: usize = TABLES + 16 * 1024 + 16;

/** Records one batch can hold. */
export const BATCH_RECORDS: u32 = 4096;

/** The batch: one array a field, in this order. */
export const POSITION: usize = 32 * 1024;
export const END: usize = POSITION + 8 * BATCH_RECORDS;
export const PREV: usize = END + 8 * BATCH_RECORDS;
export const XID: usize = PREV + 8 * BATCH_RECORDS;
export const TOTAL_LENGTH: usize = XID + 4 * BATCH_RECORDS;
export const MAIN_LENGTH: usize = TOTAL_LENGTH + 4 * BATCH_RECORDS;
export const FPI_LENGTH: usize = MAIN_LENGTH + 4 * BATCH_RECORDS;
export const ADDRESS: usize = FPI_LENGTH + 4 * BATCH_RECORDS;
export const TIMELINE: usize = ADDRESS + 4 * BATCH_RECORDS;
export const RELATION: usize = TIMELINE + 4 * BATCH_RECORDS;
export const INFO: usize = RELATION + 4 * BATCH_RECORDS;
export const RMID: usize = INFO + BATCH_RECORDS;
export const BLOCKS: usize = RMID + BATCH_RECORDS;

/** The records of a page as their checksums see them; at another place in a 4 kB page than the page they come from. */
export const SUMMED: usize = BLOCKS + BATCH_RECORDS + 2048;

/** Two buffers that JavaScript fills in turn with whole pages. */
export const INPUT: usize = 288 * 1024;
export const INPUT_BYTES: u32 = 1024 * 1024;

/** Records that cross pages are put together here; longer ones than this limit only have their headers kept. */
export const ASSEMBLED: usize = INPUT + 2 * INPUT_BYTES;
export const ASSEMBLED_RECORD_LIMIT: u32 = 1024 * 1024;
export const ASSEMBLED_BYTES: u32 = INPUT_BYTES + 2 * ASSEMBLED_RECORD_LIMIT;
export const HEADERS_LIMIT: u32 = 2048;

/** Digits of 00 to 99 and of 00 to FF in pairs, and the fixed pieces of a line. */
export const DIGIT_TABLES: usize = TABLES + 24 * 1024;

/** How each kind of record is written: by resource manager and type the address of its program, then the programs. */
export const KINDS: usize = ASSEMBLED + ASSEMBLED_BYTES;
export const PROGRAMS: usize = KINDS + 4 * 4096;
export const PROGRAMS_BYTES: u32 = 240 * 1024;

/** Counts: 32 bytes for each manager and record type, and which of them are in use, 2 bytes each. */
export const TALLY: usize = PROGRAMS + PROGRAMS_BYTES;
export const TALLY_SLOTS: usize = TALLY + 32 * 4096;

/** Lines of text. */
export const OUTPUT: usize = TALLY_SLOTS + 2 * 4096;
export const OUTPUT_BYTES: u32 = 1024 * 1024;
