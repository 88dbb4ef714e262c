import type { Controller } from './controller.ts';
import { savePicture } from './hostRequests.ts';

/** What an SVG file of its own needs of the page's style. */
const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
] as const;

/** Saves the drawn picture as an SVG file that stands on its own, where the user says. */
export async function exportPicture(controller: Controller): Promise<void> {
  const drawn = document.querySelector<SVGSVGElement>('#picture');
  const name = controller.model.prepared?.picture.name;
  if (!drawn || name === undefined) {
    controller.announce('Show the picture to save it');
    return;
  }
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const originals = [drawn, ...drawn.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    for (const property of properties) {
      const value = style.getPropertyValue(property);
      // a pattern is given by the attribute, and by a URL of this page in the computed style
      if (value && !value.startsWith('url(')) copies[i].setAttribute(property, value);
    }
  });
  const { width, height } = drawn.getBoundingClientRect();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${width} ${height}`);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  const content = new XMLSerializer().serializeToString(copy);
  if (await controller.host.request(savePicture, { name, content }))
    controller.announce('The picture is saved');
}
