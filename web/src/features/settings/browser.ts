// The order counts: each later browser names the earlier ones too.
const browsers: [RegExp, string][] = [[/\bEdg(A|iOS)?\//, "Edge"], [/\bOPR\/|\bOPT\//, "Opera"], [/\bSamsungBrowser\//, "Samsung Internet"], [/\bFirefox\/|\bFxiOS\//, "Firefox"], [/\b(Headless)?Chrome\/|\bCriOS\//, "Chrome"], [/\bVersion\/.*\bSafari\//, "Safari"]];
const systems: [RegExp, string][] = [[/\biPhone\b/, "iPhone"], [/\biPad\b/, "iPad"], [/\bAndroid\b/, "Android"], [/\bWindows\b/, "Windows"], [/\bMac OS X\b|\bMacintosh\b/, "Mac"], [/\bCrOS\b/, "ChromeOS"], [/\bLinux\b/, "Linux"]];

const named = (list: [RegExp, string][], text: string) => list.find(([pattern]) => pattern.test(text))?.[1];

/** The browser and system of a User-Agent header (RFC 9110, 10.1.5), as far as they can be told. */
export function browserOf(agent: string): { browser?: string; system?: string } {
  return { browser: named(browsers, agent), system: named(systems, agent) };
}
