import { useId } from "react";
import { problemOf, type Place } from "@/record/template";
import { Field } from "@/ui/field";
import { Icon } from "@/ui/icon";
import type { Filled } from "./template-picker";
import { useComposerWords } from "./words";

const takes: Partial<Record<Place["kind"], string>> = { image: "image/jpeg,image/png", video: "video/mp4,video/3gpp" };

type Props = { places: Place[]; filled: Filled; tried: boolean; fileProblem: { key: string; limit: string } | null; onFill: (filled: Filled) => void };

/** A field for each place of a template, named as the template names it. */
export function TemplateFields({ places, filled, tried, fileProblem, onFill }: Props) {
  const { t } = useComposerWords();
  if (places.length === 0) return null;
  return (
    <div className="vars">
      {places.map((place) => {
        if (place.name === "file") return <FileField key={place.key} kind={place.kind} file={filled.file} missing={tried && !filled.file} problem={fileProblem} onFile={(file) => onFill({ ...filled, file })} />;
        const value = filled.values[place.key] ?? "";
        const problem = problemOf(place, value);
        return (
          <Field
            key={place.key} dir="auto" value={value} label={labelOf(place, t)} placeholder={place.example && t("template.example", { example: place.example })}
            error={problem && (tried || (problem !== "missing" && value !== "")) ? t(`template.field.${problem}`, { most: place.most ?? 0 }) : undefined}
            onChange={(e) => onFill({ ...filled, values: { ...filled.values, [place.key]: e.target.value } })}
          />
        );
      })}
    </div>
  );
}

function labelOf(place: Place, t: ReturnType<typeof useComposerWords>["t"]): string {
  if (place.part === "button") return t(place.name === "code" ? "template.code" : "template.link_end", { label: place.label ?? "" });
  if (place.key.startsWith("header.") && ["latitude", "longitude", "name", "address"].includes(place.name) && place.part === "header" && (place.kind === "number" || place.optional)) return t(`location.${place.name as "latitude"}`);
  return place.part === "header" ? t("template.in_header", { place: `{{${place.name}}}` }) : `{{${place.name}}}`;
}

type FileProps = { kind: Place["kind"]; file: File | undefined; missing: boolean; problem: { key: string; limit: string } | null; onFile: (file: File | undefined) => void };

function FileField({ kind, file, missing, problem, onFile }: FileProps) {
  const { t, dynamic } = useComposerWords();
  const id = useId();
  const wrong = problem ? t(problem.key as "attach.empty", { limit: problem.limit }) : missing ? t("template.field.file") : "";
  return (
    <div className="field">
      <label className="lbl" htmlFor={id}>{t("template.header_file", { kind: dynamic(`kind.${kind}`) })}</label>
      <span className={`input file ${wrong ? "bad" : ""}`}>
        <Icon name="clip" />
        <span className="grow trunc" dir="auto">{file?.name ?? t("template.choose_file")}</span>
        <input id={id} type="file" accept={takes[kind]} aria-invalid={wrong ? true : undefined} aria-describedby={wrong ? `${id}e` : undefined} onChange={(e) => onFile(e.target.files?.[0])} />
      </span>
      {wrong && <span className="err" id={`${id}e`} role="alert"><Icon name="alert" size={14} />{wrong}</span>}
    </div>
  );
}
