import { useNavigate } from "@tanstack/react-router";
import { openFile } from "../api/opened-file.ts";

/** Opens a file, and goes to what is in it. */
export function useOpenFile(): (file: Blob, name: string) => void {
  const navigate = useNavigate();
  return (file, name) => {
    openFile(file, name);
    void navigate({ to: "/file" });
  };
}
