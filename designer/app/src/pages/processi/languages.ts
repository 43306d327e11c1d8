/** Colours for the texts of a bundle: rhai, TOML and letters. JSON comes from CodeMirror itself. */
import { StreamLanguage, type StreamParser } from '@codemirror/language';

const KEYWORD =
  /^(?:let|const|if|else|switch|do|while|until|loop|for|in|continue|break|return|throw|try|catch|fn|private|import|export|as|global|this|is|type_of)\b/;

interface RhaiState {
  /** Open block comments; rhai nests them. */
  comments: number;
  /** Inside a string between backticks, which may span lines. */
  backtick: boolean;
}

const rhaiParser: StreamParser<RhaiState> = {
  name: 'rhai',
  startState: () => ({ comments: 0, backtick: false }),
  token(stream, state) {
    if (state.comments > 0) {
      while (!stream.eol() && state.comments > 0) {
        if (stream.match('*/')) state.comments -= 1;
        else if (stream.match('/*')) state.comments += 1;
        else stream.next();
      }
      return 'comment';
    }
    if (state.backtick) {
      while (!stream.eol()) {
        if (stream.next() === '`') {
          state.backtick = false;
          break;
        }
      }
      return 'string';
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^\/\/.*/)) return 'comment';
    if (stream.match('/*')) {
      state.comments = 1;
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)'/)) return 'string';
    if (stream.match('`')) {
      state.backtick = true;
      return 'string';
    }
    if (stream.match('#{')) return 'brace';
    if (stream.match(/^(?:0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)/i)) return 'number';
    if (stream.match(/^(?:true|false)\b/)) return 'bool';
    if (stream.match(KEYWORD)) return 'keyword';
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return 'variableName.function';
    if (stream.match(/^[A-Za-z_]\w*/)) return 'variableName';
    if (stream.match(/^(?:\?\?|\?\.|=>|::|\.\.=?|[-+*/%=<>!&|^~]+)/)) return 'operator';
    stream.next();
    return 'punctuation';
  },
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['(', '[', '{', '"', '`'] },
  },
};

const tomlParser: StreamParser<unknown> = {
  name: 'toml',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.sol() && stream.match(/^\[\[?[^\]]*\]?\]?/)) return 'heading';
    if (stream.match(/^[\w.-]+(?=\s*=)/)) return 'propertyName';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'[^']*'?/)) return 'string';
    if (stream.match(/^(?:true|false)\b/)) return 'bool';
    if (stream.match(/^[+-]?\d[\d_.:T+-]*Z?/)) return 'number';
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: '#' } },
};

/** A letter: its subject on the first line, the places of the data between braces. */
const letterParser: StreamParser<unknown> = {
  name: 'letter',
  token(stream) {
    if (stream.sol() && stream.match(/^(?:Oggetto|Subject|Copia|Copy):/)) return 'keyword';
    if (stream.match(/^\{\{.*?\}\}/)) return 'variableName';
    if (stream.match(/^\{%.*?%\}/)) return 'keyword';
    if (stream.match(/^\{#.*?#\}/)) return 'comment';
    stream.next();
    return null;
  },
};

export const rhai = StreamLanguage.define(rhaiParser);
export const toml = StreamLanguage.define(tomlParser);
export const letter = StreamLanguage.define(letterParser);
