export function typesOf(document: string): Promise<string>;
