import { ApiError } from "./client";
import { projectId } from "./project";

type Answer = { data?: { id?: string }; error?: string; code?: string };

/** Uploads a file for a WhatsApp number and gives our id of it. XMLHttpRequest, because fetch tells no progress of what it sends. */
export function upload(file: Blob, name: string, phoneNumberId: string, kind: string, onProgress: (share: number) => void): Promise<string> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/platform/v1/media?filename=${encodeURIComponent(name)}`);
    const project = projectId();
    if (project) request.setRequestHeader("x-project-id", project);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => void isReadable(file).then((there) => fail(there ? new ApiError(0, "unreachable", "No connection") : new ApiError(422, "file_unreadable", "The file can't be read.")));
    request.onload = () => {
      const answer = (request.response ?? {}) as Answer;
      if (request.status < 300 && answer.data?.id) done(answer.data.id);
      else fail(new ApiError(request.status, answer.code ?? `http_${request.status}`, answer.error ?? `HTTP ${request.status}`));
    };
    const form = new FormData();
    form.append("phone_number_id", phoneNumberId);
    form.append("kind", kind); // the server wants the fields before the file
  form.append("file", file, name);
    request.send(form);
  });
}

/** A file that was moved, changed or taken out since it was chosen ends its upload as a lost connection does, and waiting doesn't bring it back. */
const isReadable = (file: Blob) => file.slice(0, 1).arrayBuffer().then(() => true, () => false);
