import { useEffect, useState, useSyncExternalStore } from "react";

type Toast = { id: number; text: string; action?: { label: string; run: () => void } };

let current: Toast | null = null;
let next = 1;
const listeners = new Set<() => void>();
const set = (toast: Toast | null) => {
  current = toast;
  listeners.forEach((tell) => tell());
};
const subscribe = (tell: () => void) => {
  listeners.add(tell);
  return () => void listeners.delete(tell);
};

/** Shows one line at the bottom for 6 s, and for as long as the pointer or the focus is on it; a newer one takes its place. */
export function toast(text: string, action?: Toast["action"]) {
  set({ id: next++, text, action });
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => current);
  const [held, setHeld] = useState(0); // the one that is held
  useEffect(() => {
    if (!shown || held === shown.id) return;
    const timer = setTimeout(() => set(null), 6000);
    return () => clearTimeout(timer);
  }, [shown, held]);
  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className="toast" key={shown.id} onPointerEnter={() => setHeld(shown.id)} onPointerLeave={() => setHeld(0)} onFocus={() => setHeld(shown.id)} onBlur={() => setHeld(0)}>
          <span>{shown.text}</span>
          {shown.action && <button type="button" onClick={() => { shown.action?.run(); set(null); }}>{shown.action.label}</button>}
        </div>
      )}
    </div>
  );
}
