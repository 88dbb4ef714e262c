// @ts-check

/**
 * A reporter for node:test that prints one line of JSON at the end: how many tests passed and failed.
 * @param {AsyncIterable<{type: string, data: {details?: {type?: string}, skip?: unknown}}>} events
 */
export default async function* countReporter(events) {
  const count = { passed: 0, failed: 0 };
  for await (const { type, data } of events) {
    if (data?.details?.type === 'suite') continue;
    if (type === 'test:fail') count.failed++;
    else if (type === 'test:pass' && data.skip === undefined) count.passed++;
  }
  yield `${JSON.stringify(count)}\n`;
}
