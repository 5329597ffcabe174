namespace DataForge.Text.Tests;

public class WordRoles
{
    [Fact]
    public void The_words_have_places_of_their_own_from_the_first_factor_on() => Assert.Equal(Lexicon.FirstFactor, Lexicon.Table.Factor);

    [Theory, InlineData("twelve", Token.NumberWord), InlineData("half", Token.NumberWord | Lexicon.Opener), InlineData("she", Token.Pronoun | Lexicon.Opener), InlineData("the", Lexicon.Opener), InlineData("price", 0)]
    public void A_word_has_its_roles(string word, int roles) => Assert.Equal(roles, Lexicon.Flags(Token.HashOf(word)));
}
