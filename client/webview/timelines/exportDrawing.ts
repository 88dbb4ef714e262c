import { render, svg } from 'lit';
import { formatBytes, plural } from '../format.ts';
import { drawing, type Emphasis } from './drawing.ts';
import { axisHeight, type Geometry, labelWidth } from './geometry.ts';
import { drawnLegend } from './legend.ts';

const titleHeight = 36;
const legendHeight = 30;

/** What a picture of its own needs of the page's style, with what a picture without it has. */
const shapeStyle = {
  fill: '',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-dasharray': 'none',
  opacity: '1',
};
const textStyle = {
  ...shapeStyle,
  'paint-order': 'normal',
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
};

const namespace = 'http://www.w3.org/2000/svg';

/**
 * The stretch that is shown, with all timelines, a title and the legend, as an SVG that stands on its own: colours and
 * fonts are the theme's of now, in attributes.
 */
export function exportDrawing(geometry: Geometry, emphasis: Emphasis): SVGSVGElement {
  const { prepared, room, scale } = geometry;
  const whole = { ...geometry, top: 0, height: prepared.lanes.length * room.height };
  const width = scale.width + labelWidth;
  const height = titleHeight + axisHeight + whole.height + legendHeight;
  const element = document.createElementNS(namespace, 'svg');
  element.setAttribute('class', 'exported');
  element.setAttribute('width', String(width));
  element.setAttribute('height', String(height));
  element.setAttribute('viewBox', `0 0 ${width} ${height}`);
  render(
    svg`<rect class="ground" width=${width} height=${height}></rect>
      <text class="title" x="14" y="23">${prepared.picture.name}<tspan class="dim-text" dx="12">${facts(geometry)}</tspan></text>
      <g transform="translate(0 ${titleHeight})">${drawing(whole, emphasis)}</g>
      <g transform="translate(14 ${height - legendHeight + 10})">${drawnLegend(prepared)}</g>`,
    element as unknown as HTMLElement,
  );
  document.body.append(element);
  keepStyles(element);
  element.remove();
  const comments = document.createTreeWalker(element, NodeFilter.SHOW_COMMENT);
  const found: Comment[] = [];
  while (comments.nextNode()) found.push(comments.currentNode as Comment);
  for (const comment of found) comment.remove();
  element.removeAttribute('class');
  return element;
}

function facts({ prepared: { picture, segmentSize } }: Geometry): string {
  const { major, systemIdentifier, lanes } = picture;
  return [
    major === undefined ? '' : `PostgreSQL ${major}`,
    systemIdentifier === undefined ? '' : `system ${systemIdentifier}`,
    plural(lanes.length, 'timeline'),
    `segments of ${formatBytes(segmentSize)}`,
  ]
    .filter(fact => fact !== '')
    .join(', ');
}

/** Writes the styles of shapes and texts into their attributes, in place of classes. */
function keepStyles(root: SVGSVGElement): void {
  const styles = [...root.querySelectorAll('path, rect, circle, text, tspan')].map(element => {
    const style = getComputedStyle(element);
    const wanted = element instanceof SVGTextContentElement ? textStyle : shapeStyle;
    const values = Object.entries(wanted).flatMap(([property, usual]) => {
      const value = style.getPropertyValue(property);
      // a pattern is given by the attribute, and by a URL of this page in the computed style
      return value === usual || value.startsWith('url(') ? [] : [[property, value] as const];
    });
    return { element, values };
  });
  for (const { element, values } of styles)
    for (const [property, value] of values) element.setAttribute(property, value);
  for (const element of root.querySelectorAll('[class]')) element.removeAttribute('class');
}
