import { noChange } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

type Properties = Readonly<Record<string, string>>;

/** Sets style properties one by one; a `style` attribute would be refused by the content security policy. */
class CssProperties extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssProperties goes where an attribute would stand');
  }

  override update({ element }: ElementPart, [properties]: [Properties]) {
    const { style } = element as HTMLElement | SVGElement;
    for (const [name, value] of Object.entries(properties))
      if (style.getPropertyValue(name) !== value) style.setProperty(name, value);
    return noChange;
  }

  override render(_properties: Properties) {
    return noChange;
  }
}

/** `<div ${cssProperties({ height: '10px' })}>`: styles that the page computes. */
export const cssProperties = directive(CssProperties);
