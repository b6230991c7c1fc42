import { lazy, Suspense } from "react";
import type { Kind } from "@/record/composed";
import type { RichProps } from "./form";

const dialogs = {
  location: lazy(() => import("./location")),
  contacts: lazy(() => import("./contact")),
  buttons: lazy(() => import("./buttons")),
  list: lazy(() => import("./list")),
};

/** The dialog of a kind of message that is more than words; fetched when the first is opened. */
export function RichDialog({ kind, ...props }: RichProps & { kind: Kind }) {
  const Open = dialogs[kind];
  return <Suspense><Open {...props} /></Suspense>;
}
