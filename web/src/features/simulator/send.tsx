import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { shortName } from "@/record/names";
import { sizeText } from "@/record/size";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { putSent } from "./cache";
import { control, type Customer } from "./control";
import { fileTypes, kindIcons, kindNames, messageOf, nothingFilled, sampleOf, type Filled, type Kind } from "./kinds";
import { useSimulatorWords } from "./words";

const fields: Record<Kind, { member: keyof Filled; label: "send.caption" | "send.place" | "send.latitude" | "send.longitude" | "send.contact_name" | "send.contact_phone" }[]> = {
  image: [{ member: "caption", label: "send.caption" }],
  video: [{ member: "caption", label: "send.caption" }],
  document: [{ member: "caption", label: "send.caption" }],
  voice: [],
  sticker: [],
  order: [],
  location: [{ member: "place", label: "send.place" }, { member: "latitude", label: "send.latitude" }, { member: "longitude", label: "send.longitude" }],
  contacts: [{ member: "name", label: "send.contact_name" }, { member: "phone", label: "send.contact_phone" }],
};
const examples: Partial<Record<keyof Filled, string>> = { place: "Tavola Norte", latitude: "41.1496", longitude: "-8.6109", name: "Inês Carrasco", phone: "+1 555 010 3316" };

/** Everything but text that a customer can send, with a sample of each. */
export function SendKinds({ customer }: { customer: Customer }) {
  const { t } = useSimulatorWords();
  const cache = useQueryClient();
  const [kind, setKind] = useState<Kind>("image");
  const [file, setFile] = useState<File>();
  const [filled, setFilled] = useState(nothingFilled);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const choose = (next: Kind) => {
    setKind(next);
    setFile(undefined);
    setWrong(undefined);
  };
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    setWrong(undefined);
    try {
      putSent(cache, await control.send(customer.id, messageOf(kind, filled), file ?? (await sampleOf(kind))));
      setFile(undefined);
      setFilled(nothingFilled);
    } catch (cause) {
      setWrong((cause as Error).message);
    }
    setBusy(false);
  };
  return (
    <section aria-label={t("send", { name: customer.name })}>
      <h3>{t("send", { name: shortName(customer.name) })}</h3>
      <div className="kinds" role="group" aria-label={t("send.kinds")}>
        {kindNames.map((k) => <button key={k} type="button" className={`kind ${k === kind ? "on" : ""}`} aria-pressed={k === kind} onClick={() => choose(k)}><Icon name={kindIcons[k]} /><span>{t(`kind.${k}`)}</span></button>)}
      </div>
      <form className="kind-form" onSubmit={(e) => void submit(e)}>
        {fileTypes[kind] !== undefined && <FileField kind={kind} file={file} onFile={setFile} />}
        {fields[kind].map(({ member, label }) => (
          <span className="input" key={member}><input aria-label={t(label)} placeholder={examples[member] ?? t(label)} value={filled[member]} dir="auto" autoComplete="off" onChange={(e) => setFilled({ ...filled, [member]: e.target.value })} /></span>
        ))}
        <Button look="primary" type="submit" disabled={busy}>{t("send.submit")}</Button>
      </form>
      {wrong && <p className="err" role="alert"><Icon name="alert" size={14} />{t("write.failed", { why: wrong })}</p>}
      <p className="ctl-hint">{t("send.hint")}</p>
    </section>
  );
}

function FileField({ kind, file, onFile }: { kind: Kind; file: File | undefined; onFile: (file: File | undefined) => void }) {
  const { t, locale } = useSimulatorWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <span className="input file">
      <Icon name={kindIcons[kind]} />
      <button type="button" className="grow trunc" onClick={() => input.current?.click()}><span className="sr">{t("send.file")}: </span>{file?.name ?? t("send.sample")}</button>
      {file ? <><span className="muted">{sizeText(file.size, locale)}</span><IconButton small icon="x" label={t("send.sample_drop")} onClick={() => onFile(undefined)} /></> : <Icon name="clip" className="muted" />}
      <input
        ref={input} type="file" hidden accept={fileTypes[kind] || undefined} tabIndex={-1} aria-hidden
        onChange={(e) => {
          onFile(e.target.files?.[0]);
          e.target.value = "";
        }}
      />
    </span>
  );
}
