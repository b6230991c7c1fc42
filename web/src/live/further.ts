import { useCallback, useReducer, useRef } from "react";

/**
 * The way to a further page, where there is one. It waits for a read that is
 * under way: it would end that, and what that was to bring would be missing.
 * It asks once, and is a new function when the answer is on screen, so that
 * effects that hang on it look again. They can't go by what renders see of a
 * read: on a busy machine one begins and ends between two of them.
 */
export function useFurther(may: boolean, fetchPage: (options: { cancelRefetch: false }) => Promise<unknown>): () => void {
  const [answered, answer] = useReducer((count: number) => count + 1, 0);
  const asked = useRef(-1);
  return useCallback(() => {
    if (!may || asked.current === answered) return;
    asked.current = answered;
    void fetchPage({ cancelRefetch: false }).then(answer);
  }, [may, fetchPage, answered]);
}
