import '../grid/dataGrid.ts';
import '../theme.css';
import '../details.css';
import '../bytes/bytes.css';
import '../grid/dataGrid.css';
import './fields.css';
import { render } from 'lit';
import { connectHost } from '../rpc.ts';
import { Controller } from './controller.ts';
import type { SavedState } from './model.ts';
import { fieldsView } from './view.ts';

let drawn = 0;

/** Draws once in a frame, however often something changed. */
function show(): void {
  if (drawn !== 0) return;
  drawn = requestAnimationFrame(() => {
    drawn = 0;
    render(fieldsView(controller), document.body);
  });
}

const controller = new Controller(connectHost<SavedState>(), show);
addEventListener('resize', show);
void controller.open();
