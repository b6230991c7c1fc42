import { useEffect, useSyncExternalStore } from "react";
import { keep, kept } from "@/record/kept";
import type { SoundName } from "./sound";

/** What this browser keeps about notifications. */
export type Settings = { on: boolean; sound: SoundName; hideText: boolean };

let current = read();
const listeners = new Set<() => void>();

function read(): Settings {
  const sound = kept("notify.sound");
  return { on: kept("notify") === "on", sound: sound === "chime" || sound === "tap" ? sound : "none", hideText: kept("notify.hide_text") === "on" };
}

const tell = () => {
  shown = undefined;
  listeners.forEach((listener) => listener());
};

export const settings = {
  get: () => current,
  change(change: Partial<Settings>) {
    current = { ...current, ...change };
    keep("notify", current.on ? "on" : null);
    keep("notify.sound", current.sound === "none" ? null : current.sound);
    keep("notify.hide_text", current.hideText ? "on" : null);
    tell();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

// Another tab of this browser changed them, or the browser's own permission.
addEventListener("storage", () => {
  current = read();
  tell();
});

export type BellState = "on" | "off" | "blocked" | "unsupported";

/** Notifications need a page that came over https, or from this machine. */
export const supported = () => "Notification" in window && "locks" in navigator && isSecureContext;

export function bellState(): BellState {
  if (!supported()) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return current.on && Notification.permission === "granted" ? "on" : "off";
}

// Asking for the permission stops the page until the browser's own process answers: once for each change, not for each frame.
let shown: BellState | undefined;
const shownState = () => (shown ??= bellState());

export function useBell(): { state: BellState; settings: Settings } {
  // The permission can be changed in the browser's own settings at any time.
  useEffect(() => {
    let status: PermissionStatus | undefined;
    void navigator.permissions?.query({ name: "notifications" }).then((s) => ((status = s).onchange = tell), () => undefined);
    return () => {
      if (status) status.onchange = null;
    };
  }, []);
  return { state: useSyncExternalStore(settings.subscribe, shownState), settings: useSyncExternalStore(settings.subscribe, settings.get) };
}
