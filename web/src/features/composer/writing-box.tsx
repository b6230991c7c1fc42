import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import type { Conversation, Message } from "@/api/client";
import { useDraft, useSession } from "@/live/session";
import type { Kind } from "@/record/composed";
import { pastedFiles } from "@/record/file";
import { textLimit } from "@/record/limits";
import { Button, IconButton } from "@/ui/button";
import { useFileDrop } from "@/ui/drop";
import { AddMenu } from "./add-menu";
import { AttachmentList, type useAttachments } from "./attachments";
import { useAutosize } from "./autosize";
import { useCaret } from "./caret";
import { useColon } from "./emoji";
import { EmojiButton } from "./emoji-button";
import { Counter, Deadline, ReplyTo } from "./hints";
import { messagesOf, type Outgoing } from "./outgoing";
import { useSlash } from "./slash";
import { suggested, SuggestMenu } from "./suggest";
import { useComposerWords } from "./words";

type Props = {
  conversationId: string;
  conversation: Conversation | undefined;
  name: string;
  replyTo: Message | null;
  attachments: ReturnType<typeof useAttachments>;
  onReplyDone: () => void;
  onSend: (all: Outgoing[]) => void;
  onTemplates: () => void;
  onRich: (kind: Kind) => void;
  onRecord: () => void;
};

/** One box: the text above, what can be added below. */
export function WritingBox({ conversationId, conversation, name, replyTo, attachments, onReplyDone, onSend, onTemplates, onRich, onRecord }: Props) {
  const { t } = useComposerWords();
  const { drafts } = useSession();
  const text = useDraft(conversationId);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const over = useFileDrop(box, "section.thread", attachments.addDropped);
  const caret = useCaret(box, (next) => drafts.write(conversationId, next));
  const slash = useSlash(text, caret, conversation);
  const colon = useColon(text, caret);
  const suggest = slash.suggest.open ? slash.suggest : colon.suggest;
  useAutosize(box);
  const replied = useRef(replyTo); // one that was begun before needs no focus now
  useEffect(() => {
    if (replyTo && replyTo !== replied.current) box.current?.focus();
    replied.current = replyTo;
  }, [replyTo]);

  const ready = !!conversation && text.length <= textLimit && !attachments.blocked && (text.trim() !== "" || attachments.files.length > 0);
  const send = () => {
    if (!ready) return;
    onSend(messagesOf(text, attachments.take(), replyTo?.id));
    drafts.clear(conversationId);
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (suggest.onKeyDown(event)) return;
    if (event.key === ":" && colon.close()) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (replyTo) onReplyDone();
      else box.current?.blur();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    attachments.add(files);
  };
  const label = name ? t("composer.to", { name }) : t("composer.message");

  return (
    <div className={`composer ${over ? "over" : ""}`} data-composer>
      <SuggestMenu suggest={suggest} />
      {replyTo && <ReplyTo message={replyTo} name={name} onClose={() => { onReplyDone(); box.current?.focus(); }} />}
      <AttachmentList attachments={attachments} over={over} />
      <textarea
        ref={box} className="text" rows={1} dir="auto" value={text} enterKeyHint="send" aria-label={label} placeholder={label}
        {...suggested(suggest)}
        onChange={(e) => { drafts.write(conversationId, e.target.value); caret.look(); }} onSelect={caret.look}
        onKeyDown={onKeyDown} onPaste={onPaste} onBlur={() => void drafts.flush(conversationId)}
      />
      <div className="tools">
        <input ref={picker} type="file" multiple hidden tabIndex={-1} aria-label={t("composer.attach")} onChange={(e) => { attachments.add([...(e.target.files ?? [])]); e.target.value = ""; }} />
        <AddMenu onFiles={() => picker.current?.click()} onRich={onRich} onRecord={onRecord} />
        <IconButton icon="template" iconSize={18} label={t("template.title")} data-template-button onClick={onTemplates} />
        <IconButton icon="slash" iconSize={18} className="slash-button" label={t("canned.insert")} onClick={slash.begin} />
        <EmojiButton onPick={caret.insert} />
        {text === "" && attachments.items.length === 0 && <IconButton icon="mic" iconSize={18} label={t("record.title")} data-record disabled={!conversation} onClick={onRecord} />}
        <Counter length={text.length} />
        {conversation ? <Deadline conversation={conversation} /> : <span className="hint" />}
        <Button look="primary" icon="send" disabled={!ready} onClick={send}>{t("composer.send")}</Button>
      </div>
    </div>
  );
}
