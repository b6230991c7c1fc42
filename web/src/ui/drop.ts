import { useEffect, useRef, useState, type RefObject } from "react";

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
const isFileField = (target: EventTarget | null) => target instanceof HTMLInputElement && target.type === "file";

/** Without this a browser opens a file that was let go of beside its target, in place of the page. A file field takes its own. */
export function refuseStrayFiles() {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !carriesFiles(event) || isFileField(event.target)) return;
    event.preventDefault();
    event.dataTransfer!.dropEffect = "none";
  };
  addEventListener("dragover", refuse);
  addEventListener("drop", refuse);
}

/** Takes files that are dropped anywhere in the panel around an element; says whether some are held over it. */
export function useFileDrop(inside: RefObject<HTMLElement | null>, panel: string, take: (dropped: DataTransfer) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const zone = inside.current?.closest<HTMLElement>(panel);
    if (!zone) return;
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = "copy";
      setOver(true);
    };
    // Leaving one element for another inside is no leaving.
    const onLeave = (event: DragEvent) => setOver(event.relatedTarget instanceof Node && zone.contains(event.relatedTarget));
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      latest.current(event.dataTransfer!);
    };
    zone.addEventListener("dragover", onOver);
    zone.addEventListener("dragleave", onLeave);
    zone.addEventListener("drop", onDrop);
    return () => {
      zone.removeEventListener("dragover", onOver);
      zone.removeEventListener("dragleave", onLeave);
      zone.removeEventListener("drop", onDrop);
    };
  }, [inside, panel]);
  return over;
}
