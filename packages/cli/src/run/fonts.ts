import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * The fonts that figures are drawn with: Arimo, regular and bold, and Noto Sans Math for what Arimo lacks of signs, arrows and letters of
 * mathematics. Both are under the SIL Open Font License.
 */
const FILES = [
  import.meta.resolve("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf"),
  import.meta.resolve("@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf"),
  import.meta.resolve("@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf"),
];

/** The bytes of every font that figures are drawn with, that of their family first. */
export const figureFonts = (): Uint8Array[] => FILES.map((url) => readFileSync(fileURLToPath(url)));
