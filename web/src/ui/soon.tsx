import { useDeferredValue, type ReactNode } from "react";

type Props = { children: ReactNode; /** What holds its place meanwhile. */ late: ReactNode };

/** False for the first frame after an input; see Soon. */
export const useSoon = () => useDeferredValue(true, false);

/**
 * What the first frame after an input can do without. It is drawn right after
 * that frame, in steps between which the browser answers further inputs.
 */
export const Soon = ({ children, late }: Props) => (useSoon() ? children : late);
