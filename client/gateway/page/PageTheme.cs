using MudBlazor;

namespace RetailActors.Gateway;

/// <summary>Colours and type of the page. Text has a contrast of 4.5 to 1 on every surface that it stands on.</summary>
public static class PageTheme
{
    /// <summary>Light, for the whole document.</summary>
    public static readonly MudTheme Light = Of(":root", light: true);

    /// <summary>Dark, where the document says so.</summary>
    public static readonly MudTheme Dark = Of(":root[data-theme='dark']", light: false);

    private static MudTheme Of(string scope, bool light)
    {
        string[] fonts = ["Inter", "system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"];
        var theme = new MudTheme
        {
            LayoutProperties = new LayoutProperties
            {
                DefaultBorderRadius = "8px", DrawerWidthLeft = "232px", AppbarHeight = "56px",
            },
            Typography = new Typography
            {
                Default = new DefaultTypography { FontFamily = fonts, FontSize = ".9rem", LineHeight = "1.5" },
                Button = new ButtonTypography { FontFamily = fonts, TextTransform = "none", FontWeight = "600" },
                H1 = new H1Typography { FontFamily = fonts, FontSize = "1.5rem", FontWeight = "650" },
                H2 = new H2Typography { FontFamily = fonts, FontSize = "1.05rem", FontWeight = "650" },
            },
            PseudoCss = new PseudoCss { Scope = scope },
        };
        if (light)
        {
            theme.PaletteLight = LightColours();
        }
        else
        {
            theme.PaletteDark = DarkColours();
        }
        return theme;
    }

    private static PaletteLight LightColours() => new()
    {
        Primary = "#2f5fd0", PrimaryContrastText = "#ffffff", Secondary = "#5b4bb5", Background = "#f5f6f9",
        Surface = "#ffffff", AppbarBackground = "#ffffff", AppbarText = "#1a2233", DrawerBackground = "#ffffff",
        DrawerText = "#39445a", DrawerIcon = "#4c5870", TextPrimary = "#1a2233", TextSecondary = "#4c5870",
        ActionDefault = "#4c5870", LinesDefault = "#dde1ea", LinesInputs = "#8a94a8", TableLines = "#e6e9f0",
        Divider = "#dde1ea", Success = "#17713b", Warning = "#8f5400", Error = "#b3261e", Info = "#23589c",
    };

    private static PaletteDark DarkColours() => new()
    {
        Primary = "#8fb0ff", PrimaryContrastText = "#0d1526", Secondary = "#b7a9ff", Background = "#10141d",
        Surface = "#181e2a", AppbarBackground = "#181e2a", AppbarText = "#e8ecf5", DrawerBackground = "#181e2a",
        DrawerText = "#c3cbdb", DrawerIcon = "#a5b0c5", TextPrimary = "#e8ecf5", TextSecondary = "#a9b4c8",
        ActionDefault = "#a9b4c8", LinesDefault = "#2c3547", LinesInputs = "#6c7891", TableLines = "#262e3e",
        Divider = "#2c3547", Success = "#63d18f", Warning = "#f0b45c", Error = "#ff8f86", Info = "#86b8ff",
        SuccessContrastText = "#0d1526", WarningContrastText = "#0d1526", ErrorContrastText = "#0d1526",
        InfoContrastText = "#0d1526", SecondaryContrastText = "#0d1526",
    };
}
