/** A figure and what has to be said of it. */
export interface FigurePage {
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
  /** The figure's hash. */
  readonly hash: string;
  /** What runs it again. */
  readonly command: string;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? "");

/** The elements of our figures. Everything in an SVG that can do more than be looked at is another one, or has an address. */
const ELEMENTS = new Set(
  "svg g path rect circle line text tspan title desc metadata figure key spec defs clipPath linearGradient stop pattern".split(
    " ",
  ),
);

/** Whether an SVG may do more than be looked at. Ours cannot; but a page must not depend on who drew the figure. */
function isActive(svg: string): boolean {
  if (/<[!?]|\bon\w+\s*=|\bhref\b|@import|url\(\s*['"]?(?!#)|expression\(/iu.test(svg)) return true;
  return [...svg.matchAll(/<\s*\/?\s*([^\s>/]*)/gu)].some(([, name = ""]) => !ELEMENTS.has(name));
}

function picture(svg: string, title: string): string {
  const element = svg.slice(Math.max(0, svg.indexOf("<svg")));
  if (element.startsWith("<svg") && !isActive(element)) return element;
  const data = Buffer.from(svg).toString("base64");
  return `<img alt="${escape(title)}" src="data:image/svg+xml;base64,${data}">`;
}

const STYLE = `body{margin:2rem auto;max-width:60rem;padding:0 1rem;font:16px/1.5 system-ui,sans-serif;color:#222;background:#fff}
svg,img{max-width:100%;height:auto}figure{margin:0}figcaption{margin-top:1rem;color:#444}code{overflow-wrap:anywhere}`;

/** A figure as a page that needs nothing else: no script, no font, no request. */
export function figurePage({ title, caption, svg, hash, command }: FigurePage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<figure>
${picture(svg, title)}
<figcaption>${escape(caption)}</figcaption>
</figure>
<p>Hash <code>${escape(hash)}</code>. Run it again: <code>${escape(command)}</code></p>
</body>
</html>
`;
}
