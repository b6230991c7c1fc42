import { describe, expect, it } from "vitest";
import { linkPieces } from "@/record/links";
import { blocksOf, loneEmoji, plainOf, type Inline } from "@/record/markup";

/** Runs as short text: <b>bold</b>, <i>italic</i>, <s>strike</s>, <c>code</c>, <a>link</a>. */
const write = (runs: readonly Inline[]): string => runs.map((run) => {
  if (run.kind === "text") return run.text;
  if (run.kind === "link") return `<a>${run.text}</a>`;
  if (run.kind === "code") return `<c>${run.text}</c>`;
  return `<${run.kind[0]}>${write(run.of)}</${run.kind[0]}>`;
}).join("");
const line = (text: string) => {
  const [block, ...more] = blocksOf(text);
  expect(more).toEqual([]);
  return block?.kind === "text" ? write(block.of) : block;
};

describe("marks within a line", () => {
  it.each([
    ["*bold*", "<b>bold</b>"],
    ["_italic_ and ~gone~", "<i>italic</i> and <s>gone</s>"],
    ["*_both_*", "<b><i>both</i></b>"],
    ["*a _b* c_", "<b>a _b</b> c_"],
    ["(*in brackets*)", "(<b>in brackets</b>)"],
    ["say *hi*!", "say <b>hi</b>!"],
    ["2*3*4", "2*3*4"],
    ["snake_case_name", "snake_case_name"],
    [" * not a mark *", " * not a mark *"],
    ["a * b * c", "a * b * c"],
    ["*unclosed", "*unclosed"],
    ["*one\ntwo*", "*one\ntwo*"],
    ["**", "**"],
    ["`*plain*`", "<c>*plain*</c>"],
    ["a `` b", "a `` b"],
    ["it`s", "it`s"],
    ["🎉*party*🎉", "🎉<b>party</b>🎉"],
    ["*مرحبا* بك", "<b>مرحبا</b> بك"],
    ["*重要*です", "*重要*です"],
    ["https://a.example/x_y_z *b*", "<a>https://a.example/x_y_z</a> <b>b</b>"],
    ["*https://a.example*", "<b><a>https://a.example</a></b>"],
    ["<b>no</b> &amp; <script>alert(1)</script>", "<b>no</b> &amp; <script>alert(1)</script>"],
  ])("%j", (text, want) => expect(line(text)).toBe(want));
});

describe("blocks", () => {
  it("keeps marks out of ```mono```", () => expect(blocksOf("see\n```\n*x*\n  y\n```\nend").map((b) => (b.kind === "mono" ? b.text : b.kind === "text" ? write(b.of) : b))).toEqual(["see", "*x*\n  y", "end"]));
  it("leaves an open fence as it is", () => expect(line("```never")).toBe("```never"));
  it("gathers quotes", () => expect(blocksOf("> a\n> *b*\nc").map((b) => [b.kind, "of" in b && write(b.of)])).toEqual([["quote", "a\n<b>b</b>"], ["text", "c"]]));
  it("gathers lists of both kinds", () => {
    expect(blocksOf("- a\n* b\n3. c\n4. d\n-e")).toMatchObject([
      { kind: "list", start: null, items: [[{ text: "a" }], [{ text: "b" }]] },
      { kind: "list", start: 3, items: [[{ text: "c" }], [{ text: "d" }]] },
      { kind: "text" },
    ]);
  });
  it("keeps empty lines", () => expect(line("a\n\nb")).toBe("a\n\nb"));
});

describe("hostile text", () => {
  const signs = ["*", "_", "~", "`", "> ", "- ", "*a", "a*", "*a ", "_*~`", "@", "a@", "a", "+1", "https://", "(", "www.", "1. ", "\n", "```", "\u202e", "😀", "\ud83d"];
  it.each(signs)("is read in linear time: %j over and over", (sign) => {
    const small = sign.repeat(Math.ceil(4096 / sign.length));
    const large = sign.repeat(Math.ceil(65_536 / sign.length));
    blocksOf(small);
    const before = performance.now();
    blocksOf(large);
    expect(performance.now() - before).toBeLessThan(1500); // quadratic would take minutes
  });
  it.each(["*a* _b_", "`", "*_~`".repeat(50), "https://a.example/) x@y.example +1 555 010 4821", "‮*x*"])("loses no words of %j", (text) => {
    const bare = (s: string) => s.replace(/[*_~`]/g, "");
    const [block] = blocksOf(text);
    expect(block?.kind === "text" && bare(write(block.of).replace(/<\/?[a-z]>/g, ""))).toBe(bare(text));
  });
});

describe("addresses", () => {
  const links = (text: string) => linkPieces(text).flatMap((p) => (p.href ? [[p.text, p.href]] : []));
  it.each([
    ["call +1 (555) 010-4821 now", [["+1 (555) 010-4821", "tel:+15550104821"]]],
    ["order 20397, 12.05.2026, +5", []],
    ["+1 555 010 4821 5550104821", []],
    ["a.b@c.example, d@e.example", [["a.b@c.example", "mailto:a.b@c.example"], ["d@e.example", "mailto:d@e.example"]]],
    ["https://bank.example@evil.example/", []],
    ["https://EVIL.example", [["https://EVIL.example", "https://evil.example/"]]],
    ["https://evil.example/\u202egnp.exe", [["https://evil.example/", "https://evil.example/"]]],
    ["https://münchen.example/a", [["https://münchen.example/a", "https://xn--mnchen-3ya.example/a"]]],
    ["https://例え.テスト/", [["https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"]]],
    ["https://pаypal.example/", [["https://xn--pypal-4ve.example/", "https://xn--pypal-4ve.example/"]]], // a Cyrillic а
    ["https://аррӏе.example/", [["https://xn--80ak6aa92e.example/", "https://xn--80ak6aa92e.example/"]]], // Cyrillic all over
    ["https://почта.рф/", [["https://почта.рф/", "https://xn--80a1acny.xn--p1ai/"]]],
    ["https://a.example\\@evil.example/", [["https://a.example/@evil.example/", "https://a.example/@evil.example/"]]],
    ["HTTPS://a.example:443/x", [["HTTPS://a.example:443/x", "https://a.example/x"]]],
    [`https://a.example/${"x".repeat(3000)}`, []],
  ])("%s", (text, want) => expect(links(text)).toEqual(want));
});

describe("plain", () => {
  it.each([
    ["*Sale*: _today_ ~only~ `x`", "Sale: today only x"],
    ["> quoted\n- one\n- two", "quoted\n• one\n• two"],
    ["```a\nb```", "a\nb"],
    ["2 * 3", "2 * 3"],
  ])("%j", (text, want) => expect(plainOf(text)).toBe(want));
});

it.each([["👍", 1], ["👩‍👩‍👧‍👦 ❤️", 2], ["🇵🇹🇵🇹🇵🇹", 3], ["👍🏽", 1], ["1️⃣", 1], ["👍👍👍👍", 0], ["1", 0], ["👍 ok", 0], ["", 0], ["#", 0]])("counts the emoji of %j", (text, want) => expect(loneEmoji(text)).toBe(want));
