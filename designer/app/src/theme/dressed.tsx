/** Mantine in our dress; what it says by itself is said in the page's language. */
import { MantineProvider, mergeThemeOverrides } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { shellText } from '@/shell/text';
import { cssVariables, theme } from './theme';

export function Dressed({ children }: { children: ReactNode }) {
  const reveal = shellText.useText()('reveal');
  const spoken = useMemo(() => mergeThemeOverrides(theme, {
    components: { PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': reveal } } } },
  }), [reveal]);
  return <MantineProvider theme={spoken} cssVariablesResolver={cssVariables} defaultColorScheme="auto">{children}</MantineProvider>;
}
