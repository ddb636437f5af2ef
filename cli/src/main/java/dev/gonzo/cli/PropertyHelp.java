package dev.gonzo.cli;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.IOptionRenderer;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Help that shows {@code -D NAME=VALUE} with a space, where picocli has another {@code =}. */
final class PropertyHelp extends Help {
  private static final String PROPERTY = "-D";

  PropertyHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  @Override
  public IOptionRenderer createDefaultOptionRenderer() {
    IOptionRenderer usual = super.createDefaultOptionRenderer();
    return (option, labels, colors) ->
        usual.render(
            option, option.longestName().equals(PROPERTY) ? new Spaced(colors) : labels, colors);
  }

  private record Spaced(ColorScheme colors) implements IParamLabelRenderer {
    private static final String SPACE = " ";

    @Override
    public Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<IStyle> styles) {
      return colors.apply(SPACE + argument.paramLabel(), styles);
    }

    @Override
    public String separator() {
      return SPACE;
    }
  }
}
