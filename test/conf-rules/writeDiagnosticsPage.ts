import { writeFileSync } from 'node:fs';
import { diagnosticsPage, diagnosticsPageText } from './diagnosticsPage.ts';

// Run by hand when the rules change: node --import tsx test/conf-rules/writeDiagnosticsPage.ts
writeFileSync(diagnosticsPage, diagnosticsPageText());
