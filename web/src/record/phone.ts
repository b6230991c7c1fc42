// Country codes of one and two digits (ITU-T E.164); every other has three.
const one = new Set(["1", "7"]);
const two = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(" "),
);

/** A number in groups for the eye: "+1 555 010 4821". What is no number comes back as it is. */
export function phoneText(raw: string | null | undefined): string {
  if (!raw) return "";
  const digits = raw.replace(/[\s().-]/g, "").replace(/^\+/, "");
  if (!/^\d{6,15}$/.test(digits)) return raw;
  const length = one.has(digits.slice(0, 1)) ? 1 : two.has(digits.slice(0, 2)) ? 2 : 3;
  const rest = digits.slice(length);
  return `+${digits.slice(0, length)} ${groups(rest).join(" ")}`;
}

function groups(rest: string): string[] {
  if (rest.length <= 4) return [rest];
  if (rest.length === 5) return [rest.slice(0, 2), rest.slice(2)];
  return [rest.slice(0, 3), ...groups(rest.slice(3))];
}

/** The digits that the API's phone number filter compares. */
export const phoneDigits = (typed: string) => typed.replace(/\D/g, "");
