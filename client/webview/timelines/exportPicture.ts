import { drawSvg } from '../drawSvg.ts';
import type { Controller } from './controller.ts';
import { exportDrawing } from './exportDrawing.ts';
import { savePicture } from './hostRequests.ts';
import { emphasisOf } from './picture.ts';

/** Pixels of a PNG for one of the picture, and at the most along a side: no browser has larger canvases. */
const sharpness = 2;
const longestSide = 16_000;

/** Saves the picture as SVG or PNG, where and as what the user says. */
export async function exportPicture(controller: Controller): Promise<void> {
  const { geometry } = controller;
  if (!geometry) {
    controller.announce('Show the picture to save it');
    return;
  }
  const element = exportDrawing(geometry, emphasisOf(controller));
  const { name } = geometry.prepared.picture;
  const svg = new XMLSerializer().serializeToString(element);
  const png = await rasterised(element);
  if (await controller.host.request(savePicture, { name, svg, png }))
    controller.announce('The picture is saved');
}

/** The picture as PNG. It is drawn again: the page's security policy loads no image, not even its own. */
async function rasterised(element: SVGSVGElement): Promise<Uint8Array> {
  const [width, height] = [element.width.baseVal.value, element.height.baseVal.value];
  const scale = Math.min(sharpness, longestSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window cannot draw pictures.');
  context.scale(scale, scale);
  drawSvg(context, element);
  const blob = await canvas.convertToBlob({ type: 'image/png' });
  return new Uint8Array(await blob.arrayBuffer());
}
