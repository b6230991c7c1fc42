import { useEffect, useRef, useState } from "react";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { previewOfMessage } from "@/record/preview";

const gather = 2000; // ms in which arrivals are told as one

/** Tells screen readers of new inbound messages in the open conversation, and of nothing else. */
export function Announcer({ conversationId, name }: { conversationId: string; name: string }) {
  const { live } = useSession();
  const { t, previewText } = useWords();
  const [text, setText] = useState("");
  const say = useRef<(lines: string[]) => void>(() => undefined);
  const write = useRef(previewText);
  useEffect(() => {
    write.current = previewText;
    say.current = (lines) => setText(lines.length === 1 ? t("announce.one", { name, text: lines[0] }) : t("announce.many", { name, count: lines.length }));
  });
  useEffect(() => {
    let lines: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.onEvent((event) => {
      const message = event.data?.message;
      if (event.type !== "message.received" || message?.kapso.whatsapp_conversation_id !== conversationId) return;
      lines.push(write.current(previewOfMessage(message)));
      timer ??= setTimeout(() => {
        say.current(lines);
        lines = [];
        timer = undefined;
      }, gather);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [conversationId, live]);
  return <div className="sr" role="status" aria-live="polite">{text}</div>;
}
