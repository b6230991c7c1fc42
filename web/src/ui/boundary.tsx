import { Component, type ReactNode } from "react";
import { isLost, reloadIfNewer } from "./newer-version";

/** What went wrong below a boundary, and how to draw it once more. */
export type Failed = { /** It is code that couldn't be fetched: only a reload brings it. */ lost: boolean; again: () => void };
type Props = { children: ReactNode; /** What is drawn: with another value it is tried again by itself. */ of?: unknown; otherwise: (failed: Failed) => ReactNode };
type State = { of: unknown; failed: { error: unknown } | null };

/** Keeps an error in what it holds from taking down what stands around it. */
export class Boundary extends Component<Props, State> {
  override state: State = { of: this.props.of, failed: null };

  static getDerivedStateFromError = (error: unknown): Partial<State> => ({ failed: { error } });

  static getDerivedStateFromProps = ({ of }: Props, state: State): State | null => (of === state.of ? null : { of, failed: null });

  override componentDidCatch(error: unknown) {
    if (isLost(error)) void reloadIfNewer();
  }

  override render() {
    const { failed } = this.state;
    return failed ? this.props.otherwise({ lost: isLost(failed.error), again: () => this.setState({ failed: null }) }) : this.props.children;
  }
}
