// @ts-check

/** @param {unknown} text */
const xml = text => String(text ?? '').replace(/[&<>"']/g, mark => `&#${mark.charCodeAt(0)};`);

/** Files that the marketplace shows by themselves. */
const assets = [
  ['Microsoft.VisualStudio.Code.Manifest', 'package.json'],
  ['Microsoft.VisualStudio.Services.Content.Details', 'README.md'],
  ['Microsoft.VisualStudio.Services.Content.Changelog', 'CHANGELOG.md'],
  ['Microsoft.VisualStudio.Services.Content.License', 'LICENSE.txt'],
];

/**
 * The text of extension.vsixmanifest, which tells VS Code and the marketplace what the package holds.
 * @param {Record<string, any>} extension package.json
 * @param {string[]} files paths inside the package's `extension` folder
 */
export function vsixManifest(extension, files) {
  const properties = {
    'Microsoft.VisualStudio.Code.Engine': extension.engines.vscode,
    'Microsoft.VisualStudio.Code.ExtensionDependencies': '',
    'Microsoft.VisualStudio.Code.ExtensionPack': '',
    'Microsoft.VisualStudio.Code.ExtensionKind': (extension.extensionKind ?? ['workspace']).join(','),
    'Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown': 'true',
    'Microsoft.VisualStudio.Services.Content.Pricing': 'Free',
  };
  const icon = extension.icon ? [['Microsoft.VisualStudio.Services.Icons.Default', extension.icon]] : [];
  const shown = [...assets, ...icon].filter(([, path]) => files.includes(path));
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(extension.name)}" Version="${xml(extension.version)}" Publisher="${xml(extension.publisher)}"/>
    <DisplayName>${xml(extension.displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(extension.description)}</Description>
    <Tags>${xml(extension.keywords.join(','))}</Tags>
    <Categories>${xml(extension.categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${Object.entries(properties)
  .map(([id, value]) => `      <Property Id="${id}" Value="${xml(value)}"/>`)
  .join('\n')}
    </Properties>
    <License>extension/LICENSE.txt</License>${extension.icon ? `\n    <Icon>extension/${xml(extension.icon)}</Icon>` : ''}
  </Metadata>
  <Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
  <Dependencies/>
  <Assets>
${shown
  .map(([type, path]) => `    <Asset Type="${type}" Path="extension/${xml(path)}" Addressable="true"/>`)
  .join('\n')}
  </Assets>
</PackageManifest>
`;
}

/** The text of [Content_Types].xml, which every package of this format must have. @param {string[]} files */
export function contentTypes(files) {
  /** @type {Record<string, string>} */
  const known = { json: 'application/json', md: 'text/markdown', txt: 'text/plain', css: 'text/css' };
  const suffixes = new Set(files.map(path => /\.([^./]+)$/.exec(path)?.[1] ?? ''));
  suffixes.add('vsixmanifest').delete('');
  const types = [...suffixes].map(suffix => {
    const type = suffix === 'vsixmanifest' ? 'text/xml' : (known[suffix] ?? 'application/octet-stream');
    return `  <Default Extension=".${xml(suffix)}" ContentType="${type}"/>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${types.join('\n')}
</Types>
`;
}
