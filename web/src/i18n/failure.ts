import i18next from "i18next";
import { ApiError } from "@/api/client";

// What a text tells besides the fact; without it the server's own sentence says more.
const tells: Readonly<Record<string, string>> = { rate_limited: "retry_after", password_too_short: "minimum" };

/**
 * What to tell a person about a failure: the app's words for its code, in the
 * language of the page, and the server's where a code has many meanings.
 */
export function whyNot(error: unknown): string {
  if (!(error instanceof ApiError)) return i18next.t("error.unknown");
  const { status, code, message, fields } = error;
  if (status === 0) return code === "timeout" ? i18next.t("error.timeout") : code === "unreachable" ? i18next.t("error.unreachable") : message;
  if (code.startsWith("http_")) return i18next.t("error.answer", { status });
  const key = `error.code.${code}`;
  const told = tells[code] === undefined || tells[code] in fields;
  return told && i18next.exists(key) ? String(i18next.t(key as never, fields as never)) : message;
}
