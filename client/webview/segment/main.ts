import '../grid/dataGrid.ts';
import './overviewStrip.ts';
import '../theme.css';
import '../details.css';
import '../bytes/bytes.css';
import '../grid/dataGrid.css';
import './segment.css';
import './filterBox.css';
import './recordDetails.css';
import { render } from 'lit';
import { connectHost } from '../rpc.ts';
import { Controller } from './controller.ts';
import type { SavedState } from './model.ts';
import { segmentView } from './view.ts';

let drawn = 0;

/** Draws once in a frame, however often something changed. */
function show(): void {
  if (drawn !== 0) return;
  drawn = requestAnimationFrame(() => {
    drawn = 0;
    render(segmentView(controller), document.body);
  });
}

const controller = new Controller(connectHost<SavedState>(), show);

/** Keys move through the table as long as nothing else on the page has taken them. */
function focusTable(): void {
  if (document.hasFocus() && document.activeElement === document.body) controller.focusTable();
}

window.addEventListener('focus', focusTable);
void controller.open().then(() => requestAnimationFrame(focusTable));
