import { useEffect, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from "react";
import type { Conversation, Message } from "@/api/client";
import { useNow, useWords } from "@/i18n/words";
import { useDraft, useSession } from "@/live/session";
import { isOutbound } from "@/record/ticks";
import { nameOf, shortName } from "@/record/names";
import { previewOfMessage } from "@/record/preview";
import { deadlineText } from "@/record/time";
import { windowOf } from "@/record/window";
import { textCounterFrom, textLimit } from "@/record/limits";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { AttachmentList, useAttachments } from "./attachments";
import { messagesOf } from "./outgoing";

const lines = 8;

type Props = { conversationId: string; conversation: Conversation | undefined; replyTo: Message | null; onReplyDone: () => void };

export function Composer(props: Props) {
  const { t } = useWords();
  const { may } = useSession();
  const { conversation } = props;
  if (conversation?.status === "ended") return <Locked text={t("composer.closed")} />;
  if (!may("message:send")) return <Locked text={t("composer.no_right")} />;
  return <Open {...props} />;
}

function Locked({ text }: { text: string }) {
  return <div className="composer locked"><p className="lk"><Icon name="lock" />{text}</p></div>;
}

function Open({ conversationId, conversation, replyTo, onReplyDone }: Props) {
  const { t } = useWords();
  const { drafts, outbox } = useSession();
  const text = useDraft(conversationId);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const attachments = useAttachments();
  const name = conversation ? shortName(nameOf(conversation)) : "";
  useDraftSync(conversationId);
  useAutosize(box);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);

  const tooLong = text.length > textLimit;
  const ready = !!conversation && !tooLong && !attachments.blocked && (text.trim() !== "" || attachments.files.length > 0);
  const send = () => {
    if (!ready) return;
    for (const outgoing of messagesOf(text, attachments.take(), replyTo?.id)) {
      outbox.send({ conversationId, phoneNumberId: conversation.phone_number_id, ...outgoing });
    }
    drafts.clear(conversationId);
    onReplyDone();
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it (keyCode 229 is Safari's way of saying so).
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (replyTo) onReplyDone();
      else box.current?.blur();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attachments.add(files);
  };

  return (
    <div
      className={`composer ${attachments.over ? "over" : ""}`} data-composer
      onDragOver={attachments.onDragOver} onDragLeave={attachments.onDragLeave} onDrop={attachments.onDrop}
    >
      {conversation && <WindowNotice conversation={conversation} name={name} />}
      {replyTo && <ReplyTo message={replyTo} name={name} onClose={onReplyDone} />}
      <AttachmentList attachments={attachments} />
      <textarea
        ref={box} className="text" rows={1} dir="auto" value={text} enterKeyHint="send"
        aria-label={name ? t("composer.to", { name }) : t("composer.message")}
        placeholder={name ? t("composer.to", { name }) : t("composer.message")}
        onChange={(e) => drafts.write(conversationId, e.target.value)}
        onKeyDown={onKeyDown} onPaste={onPaste} onBlur={() => void drafts.flush(conversationId)}
      />
      <div className="tools">
        <input ref={picker} type="file" multiple hidden tabIndex={-1} aria-label={t("composer.attach")} onChange={(e) => { attachments.add([...(e.target.files ?? [])]); e.target.value = ""; }} />
        <IconButton icon="clip" iconSize={18} label={t("composer.attach")} onClick={() => picker.current?.click()} />
        <Counter length={text.length} />
        {conversation ? <Deadline conversation={conversation} /> : <span className="hint" />}
        <Button look="primary" icon="send" disabled={!ready} onClick={send}>{t("composer.send")}</Button>
      </div>
    </div>
  );
}

function Counter({ length }: { length: number }) {
  const { t, locale } = useWords();
  if (length < textCounterFrom) return null;
  const over = length > textLimit;
  return <span className={`counter num ${over ? "over" : ""}`} role={over ? "alert" : undefined}>{over ? t("composer.too_long", { count: length - textLimit }) : `${length.toLocaleString(locale)} / ${textLimit.toLocaleString(locale)}`}</span>;
}

/** Until when free replies work: said before it bites. */
function Deadline({ conversation }: { conversation: Conversation }) {
  const { t, locale, words } = useWords();
  const now = useNow();
  const window = windowOf(conversation.kapso, now);
  if (window.state === "closed") return <span className="hint" />;
  const time = deadlineText(window.until, now, locale, words);
  const short = window.hoursLeft < 1 ? t("window.minutes_left", { count: window.minutesLeft }) : t("window.until", { time });
  const left = window.hoursLeft < 1 ? t("window.closes_in", { count: window.minutesLeft }) : t("window.free_until", { time });
  return <span className={`hint ${window.soon ? "soon" : ""}`} title={left}><Icon name="clock" size={14} /><span className="trunc long">{left}</span><span className="trunc short">{short}</span></span>;
}

/** WhatsApp judges what it takes; the app only says what to expect. */
function WindowNotice({ conversation, name }: { conversation: Conversation; name: string }) {
  const { t } = useWords();
  const window = windowOf(conversation.kapso, useNow());
  if (window.state === "open") return null;
  return (
    <p className="notice" role="status">
      <Icon name="clock" size={14} />
      <span><b>{t(window.since === null ? "window.never" : "window.closed")}</b> {t("window.closed_text", { name })}</span>
    </p>
  );
}

function ReplyTo({ message, name, onClose }: { message: Message; name: string; onClose: () => void }) {
  const { t, previewText } = useWords();
  const preview = previewOfMessage(message);
  return (
    <div className="replying">
      <span className="quote">
        <b dir="auto">{t("composer.replying", { name: isOutbound(message) ? t("message.yourself") : name })}</b>
        <span className="quote-text" dir="auto">{preview.icon && <Icon name={preview.icon} size={12} />} {previewText(preview)}</span>
      </span>
      <IconButton icon="x" small label={t("composer.reply_cancel")} onClick={onClose} />
    </div>
  );
}

/** Reads the server's draft on opening and leaves ours there on leaving. */
function useDraftSync(conversationId: string) {
  const { drafts } = useSession();
  useEffect(() => {
    const reading = new AbortController();
    void drafts.load(conversationId, reading.signal);
    const leave = () => void drafts.flush(conversationId);
    addEventListener("pagehide", leave);
    return () => {
      reading.abort();
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [conversationId, drafts]);
}

function useAutosize(box: React.RefObject<HTMLTextAreaElement | null>) {
  const [, again] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const style = getComputedStyle(element);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    element.style.height = "auto";
    const full = element.scrollHeight;
    const most = parseFloat(style.lineHeight) * lines + padding;
    element.style.height = `${Math.min(full, most)}px`;
    element.style.overflowY = full > most ? "auto" : "hidden";
  });
  useEffect(() => {
    const onResize = () => again((n) => n + 1);
    addEventListener("resize", onResize);
    return () => removeEventListener("resize", onResize);
  }, []);
}
