import { serveProcess } from './mainConnection.ts';

serveProcess();
