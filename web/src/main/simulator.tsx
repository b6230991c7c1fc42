import type { ReactNode } from "react";
import Phones from "@/features/simulator/page";
import { PageKeys, type PagePlaces } from "./page-keys";

/** The simulated phones, beside the main app's navigation. */
export default function Simulator({ rail, ...places }: PagePlaces & { rail: ReactNode }) {
  return <PageKeys {...places}><Phones rail={rail} onInbox={places.openInbox} /></PageKeys>;
}
