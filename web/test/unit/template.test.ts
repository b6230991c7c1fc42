import { expect, it } from "vitest";
import { withFile } from "@/record/file-in-message";
import { found, partsOf, placesOf, problemOf, templateMessage, tidy, type Template } from "@/record/template";

const template = (over: Partial<Template>): Template => ({ id: "1", name: "order_update", language: "en", category: "UTILITY", status: "APPROVED", parameter_format: "POSITIONAL", usable: true, problem: null, components: [], ...over });

const positional = template({
  components: [
    { type: "HEADER", format: "TEXT", text: "Order {{1}}", example: { header_text: ["TN-1"] } },
    { type: "BODY", text: "Hi {{1}}, from {{2}} to {{10}}; again {{2}}.", example: { body_text: [["Ana", "nine", "ten"]] } },
    { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Yes" }, { type: "URL", text: "Track", url: "https://s.test/o/{{1}}", example: ["https://s.test/o/TN-1"] }, { type: "COPY_CODE", example: "SPRING" }, { type: "URL", text: "Shop", url: "https://s.test" }] },
  ],
});

it("finds every place of a template once, in its order", () => {
  expect(placesOf(positional).map((p) => [p.key, p.example])).toEqual([["header.1", "TN-1"], ["body.1", "Ana"], ["body.2", "nine"], ["body.10", "ten"], ["button.1", "TN-1"], ["button.2", "SPRING"]]);
});

it("makes WhatsApp's own message of positional values", () => {
  const values = { "header.1": "7", "body.1": " Ana\n", "body.2": "a", "body.10": "b", "button.1": "7", "button.2": "TEN" };
  expect(templateMessage(positional, values)).toEqual({
    type: "template",
    template: {
      name: "order_update", language: { code: "en" },
      components: [
        { type: "header", parameters: [{ type: "text", text: "7" }] },
        { type: "body", parameters: [{ type: "text", text: "Ana" }, { type: "text", text: "a" }, { type: "text", text: "b" }] },
        { type: "button", sub_type: "url", index: "1", parameters: [{ type: "text", text: "7" }] },
        { type: "button", sub_type: "copy_code", index: "2", parameters: [{ type: "coupon_code", coupon_code: "TEN" }] },
      ],
    },
  });
});

it("names the values of a named template, except on a button", () => {
  const named = template({
    parameter_format: "NAMED",
    components: [{ type: "BODY", text: "Hi {{customer_name}}", example: { body_text_named_params: [{ param_name: "customer_name", example: "Ana" }] } }, { type: "BUTTONS", buttons: [{ type: "URL", text: "x", url: "https://s.test/{{1}}" }] }],
  });
  const { components } = templateMessage(named, { "body.customer_name": "Bo", "button.0": "9" }).template as { components: unknown };
  expect(components).toEqual([{ type: "body", parameters: [{ type: "text", parameter_name: "customer_name", text: "Bo" }] }, { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: "9" }] }]);
  expect(placesOf(named)[0]?.example).toBe("Ana");
});

it("sends a template without places without components", () => {
  expect(templateMessage(template({ components: [{ type: "BODY", text: "Hello" }] }), {}).template).toEqual({ name: "order_update", language: { code: "en" } });
});

it("puts an uploaded file into the header, or into the media itself", () => {
  const message = templateMessage(template({ components: [{ type: "HEADER", format: "IMAGE" }, { type: "BODY", text: "x" }] }), {});
  expect((withFile(message, "image", "m1").template as { components: unknown }).components).toEqual([{ type: "header", parameters: [{ type: "image", image: { id: "m1" } }] }]);
  expect(withFile({ type: "document", document: { filename: "a" } }, "document", "m2")).toEqual({ type: "document", document: { filename: "a", id: "m2" } });
});

it("asks for a place of a location header", () => {
  const place = template({ components: [{ type: "HEADER", format: "LOCATION" }] });
  const values = { "header.latitude": "41.3", "header.longitude": "-2", "header.name": "Shop" };
  expect(placesOf(place).map((p) => problemOf(p, values[p.key as "header.name"] ?? ""))).toEqual([null, null, null, null]);
  expect((templateMessage(place, values).template as { components: unknown }).components).toEqual([{ type: "header", parameters: [{ type: "location", location: { latitude: 41.3, longitude: -2, name: "Shop" } }] }]);
});

it("says what is wrong with a value", () => {
  const [latitude] = placesOf(template({ components: [{ type: "HEADER", format: "LOCATION" }] }));
  expect(["", "91", "x", "-90"].map((value) => problemOf(latitude!, value))).toEqual(["missing", "number", "number", null]);
  const code = placesOf(positional).at(-1)!;
  expect(["", "  ", "x".repeat(21), "x"].map((value) => problemOf(code, value))).toEqual(["missing", "missing", "too_long", null]);
  expect(tidy("a\n\tb      c ")).toBe("a b    c");
});

it("marks what is filled in", () => {
  expect(partsOf("Hi {{1}}, {{2}}!", "body", { "body.1": "Ana" })).toEqual([{ text: "Hi " }, { text: "Ana", place: "1", filled: true }, { text: ", " }, { text: "{{2}}", place: "2", filled: false }, { text: "!" }]);
});

it("finds templates by name, words and language", () => {
  const one = template({ language: "pt_BR", components: [{ type: "BODY", text: "Seu pedido chegou" }] });
  const name = (code: string) => (code === "pt_BR" ? "Brazilian Portuguese" : code);
  expect(["", "order up", "PEDIDO", "portuguese order", "pt_br", "sale"].map((s) => found(one, s, "", name))).toEqual([true, true, true, true, true, false]);
  expect(found(one, "", "en", name)).toBe(false);
});
