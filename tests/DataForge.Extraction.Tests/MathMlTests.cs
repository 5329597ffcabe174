using DataForge.Extraction.MathMl;
using DataForge.Extraction.Pages;

namespace DataForge.Tests.Extraction;

public sealed class MathMlTests
{
    private static string Convert(string inner) => MathMlConverter.Convert(PageParser.Fragment($"<math>{inner}</math>")!);

    [Theory]
    [InlineData("<mfrac><mn>1</mn><mn>2</mn></mfrac>", @"\frac{1}{2}")]
    [InlineData("<mfrac bevelled='true'><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mn>1</mn></mrow></mfrac>", @"a/{b+1}")]
    [InlineData("<mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac>", @"\genfrac{}{}{0pt}{}{n}{k}")]
    [InlineData("<mo>(</mo><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>", @"\binom{n}{k}")]
    [InlineData("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", @"{a+b}^{2}")]
    [InlineData("<msup><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>", @"(a+b)^{2}")]
    [InlineData("<msup><mi>f</mi><mo>′</mo></msup><mo>(</mo><mi>x</mi><mo>)</mo>", @"f'(x)")]
    [InlineData("<msup><mn>90</mn><mo>∘</mo></msup>", @"90^{\circ}")]
    [InlineData("<msubsup><mi>x</mi><mn>1</mn><mi>k</mi></msubsup>", @"x_{1}^{k}")]
    [InlineData("<mroot><mi>x</mi><mn>3</mn></mroot><msqrt><mi>y</mi><mo>+</mo><mn>1</mn></msqrt>", @"\sqrt[3]{x}\sqrt{y+1}")]
    [InlineData("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>0</mn></mrow><mi>∞</mi></munderover><msub><mi>a</mi><mi>i</mi></msub>", @"\sum_{i=0}^{\infty}a_{i}")]
    [InlineData("<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder><mi>f</mi>", @"\lim_{x\to0}f")]
    [InlineData("<mover><mi>x</mi><mo>¯</mo></mover><mover><mi>y</mi><mo>^</mo></mover><mover><mi>v</mi><mo>→</mo></mover><mover><mi>z</mi><mo>~</mo></mover>", @"\bar{x}\hat{y}\vec{v}\tilde{z}")]
    [InlineData("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo stretchy='true'>¯</mo></mover>", @"\overline{AB}")]
    [InlineData("<munder><munder><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏟</mo></munder><mi>n</mi></munder>", @"\underbrace{a+b}_{n}")]
    [InlineData("<mover><mo>=</mo><mtext>def</mtext></mover>", @"\overset{\text{def}}{=}")]
    [InlineData("<munderover><mo>→</mo><mi>a</mi><mi>b</mi></munderover>", @"\xrightarrow[a]{b}")]
    [InlineData("<mfenced open='[' close=')' separators=';'><mi>a</mi><mi>b</mi></mfenced>", @"[a;b)")]
    [InlineData("<mfenced><mfrac><mi>a</mi><mi>b</mi></mfrac></mfenced>", @"\left(\frac{a}{b}\right)")]
    [InlineData("<mfenced open='|' close='|'><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable></mfenced>", @"\begin{vmatrix} a & b \\ c & d \end{vmatrix}")]
    [InlineData("<mrow><mi>f</mi><mo>=</mo><mo>{</mo><mtable><mtr><mtd><mn>0</mn></mtd><mtd><mtext>if </mtext><mi>x</mi></mtd></mtr></mtable></mrow>", @"f=\begin{cases} 0 & \text{if }x \end{cases}")]
    [InlineData("<mtable columnalign='right left'><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr></mtable>", @"\begin{aligned} a & =b \end{aligned}")]
    [InlineData("<mtable columnlines='solid none' columnalign='center center left'><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd><mtd><mi>c</mi></mtd></mtr></mtable>", @"\begin{array}{c|cl} a & b & c \end{array}")]
    [InlineData("<mtable><mlabeledtr><mtd><mtext>(3)</mtext></mtd><mtd><mi>x</mi></mtd></mlabeledtr></mtable>", @"\begin{matrix} x \tag{3} \end{matrix}")]
    [InlineData("<mmultiscripts><mi>X</mi><mi>a</mi><mi>b</mi><mprescripts/><mi>c</mi><none/></mmultiscripts>", @"{}_{c}X_{a}^{b}")]
    [InlineData("<menclose notation='box'><mi>x</mi></menclose><menclose notation='updiagonalstrike'><mi>y</mi></menclose>", @"\boxed{x}\cancel{y}")]
    [InlineData("<mstyle displaystyle='true'><mi>x</mi></mstyle><mphantom><mi>y</mi></mphantom><mpadded><mi>z</mi></mpadded>", @"x\phantom{y}z")]
    [InlineData("<mi>a</mi><mspace width='1em'/><mi>b</mi><mspace width='0.1667em'/><mi>c</mi>", @"a\quad b\,c")]
    [InlineData("<mtext>50% of {x} &amp; $y_1$</mtext>", @"\text{50\% of \{x\} \& \$y\_1\$}")]
    [InlineData("<mi mathvariant='double-struck'>R</mi><mi mathvariant='normal'>d</mi><mi>ℤ</mi><mi>𝔤</mi><mi>𝐯</mi><mi>𝛼</mi>", @"\mathbb{R}\mathrm{d}\mathbb{Z}\mathfrak{g}\mathbf{v}\alpha")]
    [InlineData("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi><mo>&InvisibleTimes;</mo><mi>foo</mi><mo>&ApplyFunction;</mo><mi>y</mi>", @"\sin x\operatorname{foo}y")]
    [InlineData("<mi>A</mi><mo>&sube;</mo><mi>B</mi><mo>&rArr;</mo><mi>x</mi><mo>&notin;</mo><mi>&emptyset;</mi>", @"A\subseteq B\Rightarrow x\notin\emptyset")]
    [InlineData("<mi>&alpha;</mi><mi>x</mi><mi>&Gamma;</mi><mi>&hbar;</mi><mi>&ell;</mi>", @"\alpha x\Gamma\hbar\ell")]
    [InlineData("<semantics><mi>x</mi><annotation-xml encoding='MathML-Content'><ci>x</ci></annotation-xml></semantics>", "x")]
    [InlineData("<maction actiontype='toggle' selection='2'><mi>a</mi><mi>b</mi></maction>", "b")]
    [InlineData("<mfrac><mn>1</mn></mfrac><munknown><mi>y</mi></munknown>", "1y")]
    public void Each_element_has_its_latex(string mathMl, string latex) => Assert.Equal(latex, Convert(mathMl));

    [Fact]
    public void Prefixed_names_are_read_like_plain_ones() => Assert.Equal(@"\frac{1}{x}", MathMlConverter.Convert(PageParser.Fragment("<m:math xmlns:m='x'><m:mfrac><m:mn>1</m:mn><m:mi>x</m:mi></m:mfrac></m:math>")!));

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void A_drawn_formula_comes_back_from_its_mathml(int seed)
    {
        foreach (var formula in Formula.Many(400, 100 + seed))
        {
            var back = Convert(formula.MathMl);
            Assert.True(FormulaText.Same(formula.Tex, back) && FormulaText.SameSigns(formula.Tex, back), $"{formula.Tex}\nbecame\n{back}");
        }
    }

    [Fact]
    public void Content_mathml_is_told_from_presentation()
    {
        Assert.True(MathMlConverter.IsContent(PageParser.Fragment("<math><apply><plus/><ci>x</ci><cn>1</cn></apply></math>")!));
        Assert.False(MathMlConverter.IsContent(PageParser.Fragment("<math><mi>x</mi></math>")!));
    }
}
