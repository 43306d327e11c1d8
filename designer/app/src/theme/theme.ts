/** Mantine dressed with the tokens: compact controls, Titillium Web, .italia blue. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { dark, italia, light, variables } from './tokens';

const compact = { defaultProps: { size: 'sm' } };

export const theme = createTheme({
  fontFamily: '"Titillium Web", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "DejaVu Sans Mono", Consolas, monospace',
  headings: { fontFamily: '"Titillium Web", system-ui, sans-serif', fontWeight: '600' },
  primaryColor: 'italia',
  // The same shade in both schemes: white on a lighter blue fails AA in the dark one.
  primaryShade: { light: 6, dark: 6 },
  colors: {
    italia: [...italia] as unknown as MantineColorsTuple,
    // Mantine's own dark greys are warm; these stand beside our blue surfaces.
    dark: ['#e8edf3', '#c9d3de', '#a9b6c4', '#8493a4', '#445160', '#36424f', '#1f2831', '#181f27', '#141a21', '#10151b'],
  },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  fontSizes: { xs: '0.8rem', sm: '0.9rem', md: '1rem', lg: '1.1rem', xl: '1.25rem' },
  components: {
    // Hints stand below, so that fields side by side are on one line.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    TextInput: compact, Textarea: compact, Select: compact, NumberInput: compact, PasswordInput: compact,
    TagsInput: compact, NativeSelect: compact, Checkbox: compact, Radio: compact, Switch: compact,
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // The head of a dialog is no banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } }, centered: true, radius: 10, overlayProps: { backgroundOpacity: 0.45 } } },
  },
});

const bridge = {
  '--mantine-color-body': 'var(--st-surface)',
  '--mantine-color-text': 'var(--st-ink)',
  '--mantine-color-dimmed': 'var(--st-quiet)',
  '--mantine-color-placeholder': 'var(--st-quiet)',
  '--mantine-color-default': 'var(--st-surface)',
  '--mantine-color-default-hover': 'var(--st-hover)',
  '--mantine-color-default-color': 'var(--st-ink)',
  '--mantine-color-default-border': 'var(--st-edge)',
  '--mantine-color-anchor': 'var(--st-link)',
  '--mantine-color-error': 'var(--st-bad-fg)',
  '--mantine-color-bright': 'var(--st-ink)',
};

/** Writes the tokens, and Mantine's own names in terms of them, for both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...variables(light), ...bridge },
  dark: { ...variables(dark), ...bridge },
});
