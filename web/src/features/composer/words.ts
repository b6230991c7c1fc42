import { useTranslation } from "react-i18next";
import type { TextKey } from "@/i18n";
import { useWords } from "@/i18n/words";
import en from "./en.json";

type Plain<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
export type ComposerKey = Plain<keyof typeof en> | Plain<TextKey>;

/** The composer's own texts before those of the app: they come with its chunk, so that the list needn't wait for them. */
export function useComposerWords() {
  const { i18n } = useTranslation();
  const app = useWords();
  if (!i18n.hasResourceBundle("en", "composer")) i18n.addResourceBundle("en", "composer", en);
  const say = i18n.getFixedT(null, ["composer", "app"] as unknown as "app") as unknown as (key: string, values?: Record<string, unknown>) => string;
  return { ...app, t: (key: ComposerKey, values?: Record<string, unknown>) => say(key, values), dynamic: (key: string) => say(key) };
}
