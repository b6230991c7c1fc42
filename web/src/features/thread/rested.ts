import { useEffect, useState } from "react";

const rest = 1000; // ms without a letter

/** What is to be asked, as soon as nobody is writing: a window that opens under somebody's hands takes the keys that were meant for the text. */
export function useRested(question: object | undefined): boolean {
  const [rested, setRested] = useState<object>();
  useEffect(() => {
    if (!question) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      const box = document.activeElement;
      timer = setTimeout(() => setRested(question), box instanceof HTMLTextAreaElement && box.value !== "" ? rest : 0);
    };
    wait();
    addEventListener("input", wait, true);
    return () => {
      clearTimeout(timer);
      removeEventListener("input", wait, true);
    };
  }, [question]);
  return question !== undefined && rested === question;
}
