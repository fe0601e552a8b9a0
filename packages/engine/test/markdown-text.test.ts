import { markdownCell, markdownCode, markdownLine, markdownParagraphs } from "@goldilocks/engine";
import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import { expect, test } from "vitest";
import { claimsMarkdown } from "../src/claims/markdown.ts";
import type { ClaimsReport } from "../src/claims/report.ts";
import { estimatesText } from "../src/estimates/estimates-text.ts";

const reader = new MarkdownIt({ html: true });

/** What a reader of Markdown makes of a text: its blocks, and within them everything that is more than text. */
function shape(text: string): readonly string[] {
  const inline = reader.parse(text, {}).map(({ type, children }) => {
    const inner = (children ?? [])
      .map((child) => child.type)
      .filter((one) => !/^(?:text|softbreak|text_special)$/u.test(one));
    return inner.length === 0 ? type : `${type} ${inner.join(" ")}`;
  });
  return inline;
}

test.each([
  "The post: “from around 0.03 to around 0.3”.",
  "Fewer than 2 % of the elements, up to 0.316; in the post 0.177 (figure 3).",
  "L1 < 0.3 & dead > 2, see `mmcs.truth` of *all* cells",
  "[0.03, 0.3] holds: 2 of 3",
  "1. the first\n2. the second\n\n- a list",
])("ordinary text stays as it is: %j", (text) => {
  expect(markdownParagraphs(text)).toBe(text);
  expect(markdownCell(text.split("\n")[0] ?? "")).toBe(text.split("\n")[0]);
});

test("a pipe in ordinary text is escaped as it always was", () => {
  expect(markdownCell("a|b")).toBe(String.raw`a\|b`);
});

const attacks = [
  "a\n\n## forged\n\n| verdict |\n|---|\n| holds |",
  "a | holds | b",
  String.raw`a \| holds`,
  "<script>alert(1)</script>",
  "<!-- the rest is gone",
  "[here](javascript:alert(1))",
  "![x](http://tracker/x.png)",
  "[a]: http://x\n\n[a]",
  "[a][b]",
  "```\nswallowed",
  "~~~",
  "a\n---",
  "a\n===",
  "    code",
  "> quoted",
  "`open",
  "&#x202e;&rlm;reversed",
  String.raw`\](x) \<b>`,
  "<http://x>",
  "a\u202Eb\u0007",
  "- # nested",
  "1. > nested",
  "# one",
  "\t# tab",
  "a |\n--- |",
];

/** Text made to be obeyed: attacks, signs of Markdown, and anything. */
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc
    .array(fc.constantFrom(...attacks, ...Array.from("|`\\[]()<>!#&;:*_-~=\n\t 1.a")), { maxLength: 12 })
    .map((parts) => parts.join("")),
  fc.string(),
);

const EMPHASIS = /^(?:em|strong|s)_(?:open|close)$/u;
const CODE = "code_inline";
/** Emphasis and code are harmless, and ordinary text may have them. */
const withoutStyle = (all: readonly string[]): readonly string[] =>
  all.map((line) =>
    line
      .split(" ")
      .filter((word) => !EMPHASIS.test(word) && word !== CODE)
      .join(" "),
  );

test.each(attacks)("nothing of %j is obeyed", (text) => {
  expect(withoutStyle(shape(`## a ${markdownLine(text)}`))).toEqual(shape("## a b"));
  expect(shape(`| a |\n|---|\n| x${markdownCell(text)} |`).filter((one) => one === "td_open")).toHaveLength(1);
  expect(shape(`a ${markdownCode(text)} b`)).toEqual(shape("a `b` c"));
});

const words = ["paragraph", "bullet_list", "ordered_list", "list_item", "inline"];

test("no text makes more of a paragraph than prose and lists, and of a line more than a line", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const one of withoutStyle(shape(markdownParagraphs(text))))
        expect(words).toContain(one.replace(/_(?:open|close)$/u, ""));
      expect(withoutStyle(shape(`a ${markdownLine(text)} b`))).toEqual(shape("a b"));
      const table = `| a | b |\n|---|---|\n| x${markdownCell(text)} | y |\n\nend`;
      expect(withoutStyle(shape(table))).toEqual(shape("| a | b |\n|---|---|\n| x | y |\n\nend"));
    }),
    { numRuns: 300 },
  );
});

const reportOf = (text: string): ClaimsReport =>
  ({
    scale: { "train.steps": [60] },
    axes: [text],
    readings: [{ [text]: text }, { [text]: "b" }],
    claims: [
      {
        name: "one",
        claim: text,
        says: text,
        interval: 0.95,
        unconverged: "count",
        findings: ["a", "b"].map(() => ({
          reading: { [text]: text },
          verdict: "fails",
          why: text,
          repeats: 1,
          comparisons: [{ sides: [{ text, values: [text, 1], labels: [text, text] }] }],
          cells: { looked: 2, unconverged: 0, absent: 0, failed: 1, failures: text },
        })),
      },
    ],
  }) as unknown as ClaimsReport;

const blocks = (text: string): readonly string[] => {
  const all = withoutStyle(shape(claimsMarkdown(reportOf(text))));
  // The words of a claim may be several paragraphs, or lists.
  return all.filter((one) => /^(?:heading|table|tr|td|th|html|code_block|fence|hr|blockquote|inline .)/u.test(one));
};
const estimates = (text: string): string => estimatesText([{ at: { [text]: text }, truth: [], estimates: [] }]);

test("verdicts and proposals that quote any text have the blocks that they have anyway", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(blocks(`x${text}`)).toEqual(blocks("x"));
      expect(withoutStyle(shape(estimates(`x${text}`)))).toEqual(shape(estimates("x")));
    }),
    { numRuns: 150 },
  );
});
