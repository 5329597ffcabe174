using System.Collections.Frozen;

namespace DataForge.Answers.Syntax;

/// <summary>Number words of one word from 0 to 20, and tens, in French, German, Spanish, Italian, Portuguese and Russian. Words that are another language's word, or another number there, are left out.</summary>
internal static class ForeignNumbers
{
    private static readonly string[] Rows =
    [
        "0 zéro null cero ноль нуль", "1 uno один", "2 deux zwei dos due dois два две", "3 trois drei tres três три", "4 quatre vier cuatro quattro quatro четыре", "5 cinq fünf cinco cinque пять",
        "6 sechs seis шесть", "7 sept sieben siete sette sete семь", "8 huit acht ocho otto oito восемь", "9 neuf neun nueve nove девять", "10 dix zehn diez dieci dez десять",
        "11 onze elf undici одиннадцать", "12 douze zwölf doce dodici doze двенадцать", "13 treize dreizehn trece tredici treze тринадцать", "14 quatorze vierzehn catorce quattordici четырнадцать",
        "15 quinze fünfzehn quince quindici пятнадцать", "16 seize sechzehn dieciséis sedici dezesseis шестнадцать", "17 dix-sept siebzehn diecisiete diciassette dezessete семнадцать",
        "18 dix-huit achtzehn dieciocho diciotto dezoito восемнадцать", "19 dix-neuf neunzehn diecinueve diciannove dezenove девятнадцать", "20 vingt zwanzig veinte venti vinte двадцать",
        "30 trente dreißig treinta trenta trinta тридцать", "40 quarante vierzig cuarenta quaranta quarenta сорок", "50 cinquante fünfzig cincuenta cinquanta cinquenta пятьдесят",
        "60 soixante sechzig sesenta sessanta sessenta шестьдесят", "70 siebzig setenta settanta семьдесят", "80 quatre-vingts achtzig ochenta ottanta oitenta восемьдесят", "90 quatre-vingt-dix neunzig noventa novanta девяносто",
    ];

    private static readonly FrozenDictionary<string, int> Values = Rows
        .Select(r => r.Split(' ')).SelectMany(r => r.Skip(1).Select(w => (Word: w, Value: int.Parse(r[0]))))
        .ToFrozenDictionary(p => p.Word, p => p.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>"douze", "zweiundvierzig", "quarante-deux"; null for any other word.</summary>
    public static int? Of(string word)
    {
        if (word.Length is < 3 or > 20) return null;
        if (Values.TryGetValue(word, out var value)) return value;
        var joint = word.IndexOf("und", StringComparison.OrdinalIgnoreCase); // units before tens
        if (joint > 0 && Values.TryGetValue(word[(joint + 3)..], out var tens) && tens is >= 20 and < 100 && (word[..joint].Equals("ein", StringComparison.OrdinalIgnoreCase) ? 1 : Values.GetValueOrDefault(word[..joint])) is > 0 and < 10 and var units) return tens + units;
        var hyphen = word.LastIndexOf('-');
        return hyphen > 0 && Values.TryGetValue(word[..hyphen], out tens) && tens is >= 20 and < 100 && Values.TryGetValue(word[(hyphen + 1)..], out units) && units < 10 ? tens + units : null;
    }
}
