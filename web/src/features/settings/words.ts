import "@/i18n/later";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/client";
import { useWords } from "@/i18n/words";
import { whyNot } from "@/i18n/failure";
import en from "./en.json";

type Plain<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type SettingsKey = Plain<keyof typeof en>;

/** The settings' texts, with the words and locale of the app. */
export function useSettingsWords() {
  const { i18n } = useTranslation();
  const { locale, words, t: app } = useWords();
  // These texts come with the settings' own chunk, so that the inbox does not carry them.
  if (!i18n.hasResourceBundle("en", "settings")) i18n.addResourceBundle("en", "settings", en);
  const say = i18n.getFixedT(null, "settings" as "app") as unknown as (key: string, values?: Record<string, unknown>) => string;
  const t = (key: SettingsKey, values?: Record<string, unknown>) => say(key, values);
  /** A text whose key is put together from data; the data itself when there is none. */
  const dynamic = (key: string, otherwise: string) => (key in en ? say(key) : otherwise);
  /** What to tell about a failure; of wrong input, what the field takes. */
  const why = (error: unknown) => {
    const field = error instanceof ApiError && error.code === "invalid_input" ? Object.keys(error.fields)[0] : undefined;
    return field ? dynamic(`wrong.${field}`, whyNot(error)) : whyNot(error);
  };
  return { t, dynamic, why, app, locale, words };
}
