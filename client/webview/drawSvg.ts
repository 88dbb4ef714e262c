type Context = OffscreenCanvasRenderingContext2D;

/**
 * Draws an SVG whose style is in its elements' attributes: groups that are moved or clipped by a rectangle, rectangles,
 * circles, paths and lines of text; colours, and patterns of a tile.
 */
export function drawSvg(context: Context, root: SVGSVGElement): void {
  for (const child of root.children) drawElement(context, root, child);
}

const drawings: Readonly<Record<string, (context: Context, root: SVGSVGElement, element: Element) => void>> =
  {
    g: drawGroup,
    rect: (context, root, element) => paint(context, root, element, rectangle(element)),
    circle: (context, root, element) => paint(context, root, element, circle(element)),
    path: (context, root, element) =>
      paint(context, root, element, new Path2D(element.getAttribute('d') ?? '')),
    text: drawText,
  };

function drawElement(context: Context, root: SVGSVGElement, element: Element): void {
  drawings[element.localName]?.(context, root, element);
}

const number = (element: Element, name: string) => Number.parseFloat(element.getAttribute(name) ?? '0') || 0;

function rectangle(element: Element): Path2D {
  const path = new Path2D();
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map(name => number(element, name));
  path.roundRect(x, y, width, height, number(element, 'rx'));
  return path;
}

function circle(element: Element): Path2D {
  const path = new Path2D();
  path.arc(number(element, 'cx'), number(element, 'cy'), number(element, 'r'), 0, 2 * Math.PI);
  return path;
}

/** The element that `url(#name)` stands for. */
function referred(root: SVGSVGElement, value: string | null): Element | undefined {
  const id = /^url\(["']?#([\w-]+)["']?\)$/.exec(value ?? '')?.[1];
  return id === undefined ? undefined : (root.querySelector(`[id="${id}"]`) ?? undefined);
}

function drawGroup(context: Context, root: SVGSVGElement, element: Element): void {
  context.save();
  const move = /^translate\(([-\d.]+)[ ,]+([-\d.]+)\)$/.exec(element.getAttribute('transform') ?? '');
  if (move) context.translate(Number(move[1]), Number(move[2]));
  const clip = referred(root, element.getAttribute('clip-path'))?.firstElementChild;
  if (clip) context.clip(rectangle(clip));
  for (const child of element.children) drawElement(context, root, child);
  context.restore();
}

function paint(context: Context, root: SVGSVGElement, element: Element, path: Path2D): void {
  context.globalAlpha = Number(element.getAttribute('opacity') ?? 1);
  const fill = colour(context, root, element, 'fill');
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill(path);
  }
  const stroke = colour(context, root, element, 'stroke');
  if (stroke !== undefined) {
    setStroke(context, element, stroke);
    context.stroke(path);
  }
}

function setStroke(context: Context, element: Element, style: string | CanvasPattern): void {
  context.strokeStyle = style;
  context.lineWidth = number(element, 'stroke-width') || 1;
  const dashes = (element.getAttribute('stroke-dasharray') ?? '').match(/[\d.]+/g) ?? [];
  context.setLineDash(dashes.map(Number));
}

function colour(
  context: Context,
  root: SVGSVGElement,
  element: Element,
  name: 'fill' | 'stroke',
): string | CanvasPattern | undefined {
  const value = element.getAttribute(name);
  const tile = referred(root, value);
  if (tile) return pattern(context, root, tile);
  return value === null || value === 'none' ? undefined : value;
}

/** A tile of some pixels over and over, turned as its `patternTransform` says. */
function pattern(context: Context, root: SVGSVGElement, element: Element): CanvasPattern | undefined {
  // drawn finer than it is shown, as it is turned and enlarged
  const fineness = 4;
  const canvas = new OffscreenCanvas(
    number(element, 'width') * fineness,
    number(element, 'height') * fineness,
  );
  const tile = canvas.getContext('2d');
  if (!tile) return undefined;
  tile.scale(fineness, fineness);
  for (const child of element.children) drawElement(tile, root, child);
  const turned = Number(/rotate\(([-\d.]+)\)/.exec(element.getAttribute('patternTransform') ?? '')?.[1] ?? 0);
  const made = context.createPattern(canvas, 'repeat');
  made?.setTransform(new DOMMatrix().rotate(turned).scale(1 / fineness));
  return made ?? undefined;
}

const alignments: Readonly<Record<string, CanvasTextAlign>> = { middle: 'center', end: 'right' };

/** A line of text; pieces in `tspan` go on behind it, each in its own style. */
function drawText(context: Context, root: SVGSVGElement, element: Element): void {
  let x = number(element, 'x');
  const y = number(element, 'y');
  context.textAlign = alignments[element.getAttribute('text-anchor') ?? ''] ?? 'left';
  for (const node of element.childNodes) {
    const text = node.textContent ?? '';
    if (text.trim() === '') continue;
    const styled = node instanceof Element ? node : element;
    if (node !== element.firstChild) x += number(styled, 'dx');
    context.font = `${styled.getAttribute('font-weight') ?? 400} ${styled.getAttribute('font-size')} ${styled.getAttribute('font-family')}`;
    drawLetters(context, root, styled, text, x, y);
    x += context.measureText(text).width;
  }
}

function drawLetters(
  context: Context,
  root: SVGSVGElement,
  styled: Element,
  text: string,
  x: number,
  y: number,
): void {
  context.globalAlpha = Number(styled.getAttribute('opacity') ?? 1);
  const halo = colour(context, root, styled, 'stroke');
  if (halo !== undefined) {
    setStroke(context, styled, halo);
    context.lineJoin = 'round';
    context.strokeText(text, x, y);
  }
  const fill = colour(context, root, styled, 'fill');
  if (fill === undefined) return;
  context.fillStyle = fill;
  context.fillText(text, x, y);
}
