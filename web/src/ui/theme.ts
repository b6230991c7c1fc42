import { useSyncExternalStore } from "react";
import { keep, kept } from "@/record/kept";

export type Theme = "system" | "light" | "dark";

const listeners = new Set<() => void>();
const read = (): Theme => {
  const value = kept("theme");
  return value === "light" || value === "dark" ? value : "system";
};
let theme = read();

/** Sets data-theme on <html>; without the attribute the system decides. */
export function applyTheme(value: Theme = theme) {
  if (value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
}

export function setTheme(value: Theme) {
  theme = value;
  keep("theme", value);
  applyTheme(value);
  listeners.forEach((tell) => tell());
}

export function useTheme() {
  return useSyncExternalStore((tell) => (listeners.add(tell), () => void listeners.delete(tell)), () => theme);
}
