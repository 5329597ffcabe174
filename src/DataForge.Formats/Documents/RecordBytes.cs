namespace DataForge.Formats;

/// <summary>A web archive's content with a view ahead: a record's end is looked at before the record is taken, so that a wrong length costs no record behind it.</summary>
/// <remarks>The view grows to what is asked for, and bytes move in it once for each time it is emptied by half: cost is linear whatever lengths the records announce.</remarks>
internal sealed class RecordBytes(Stream content)
{
    private const int Block = 1 << 15;

    private byte[] _buffer = new byte[Block];
    private int _start, _end;
    private long _before;

    /// <summary>Place of the next byte.</summary>
    public long Position => _before + _start;

    /// <summary>True where the content has no bytes behind those in view.</summary>
    public bool Ended { get; private set; }

    /// <summary>Why the content ends early; null where it does not.</summary>
    public string? Fault { get; private set; }

    /// <summary>The next bytes, not taken; fewer than asked for only at the end.</summary>
    public ReadOnlySpan<byte> Ahead(int count)
    {
        while (_end - _start < count && !Ended) Fill(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes bytes in view.</summary>
    public void Pass(int count) => _start += count;

    private void Fill(int count)
    {
        if (_start >= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _before += _start;
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max((long)_buffer.Length * 2, Math.Min(count + (long)Block, _buffer.Length * 4L))));
        try
        {
            var read = content.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            Ended = read == 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            (Ended, Fault) = (true, Damage.Of(e));
        }
    }

    /// <summary>Passes over bytes up to a place where a record may begin behind a blank line.</summary>
    /// <returns>The bytes passed over: fewer than asked for where such a place, or the content's end, comes before.</returns>
    public long PassToRecord(long most)
    {
        var from = Position;
        while (Position - from < most)
        {
            var ahead = Ahead(RecordHead.Looked);
            if (ahead.IsEmpty) break;
            var found = RecordHead.Find(ahead, 1, behindBlank: true);
            // What a view cannot tell is told by the next: it overlaps by a head's length.
            var pass = found >= 0 ? found : Ended ? ahead.Length : Math.Max(1, ahead.Length - RecordHead.Longest);
            if (pass >= most - (Position - from))
            {
                Pass((int)(most - (Position - from)));
                break;
            }

            Pass(pass);
            if (found >= 0) break;
        }

        return Position - from;
    }

    /// <summary>Goes to the next place where a record begins; false where there is none.</summary>
    public bool FindRecord()
    {
        while (true)
        {
            var ahead = Ahead(RecordHead.Looked);
            var found = RecordHead.Find(ahead, 0, behindBlank: false);
            Pass(found >= 0 ? found : Ended ? ahead.Length : ahead.Length - RecordHead.Longest);
            if (found >= 0) return true;
            if (Ended && Ahead(1).IsEmpty) return false;
        }
    }
}
