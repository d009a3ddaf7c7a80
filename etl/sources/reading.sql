-- How the text of a cell is read. Every `read_` macro returns null for a cell it cannot read.
-- The common shapes take a fast path: a value that casts, and prints back to the same text, is exact.
-- A macro's argument is repeated wherever it is named, so what is worked out on the way is bound once, as the only
-- member of a list: list_transform([word], lambda word: ...)[1]; without this, planning takes longer than reading.

-- Blanks are space, tab, line ends, and the no-break, ideographic and zero-width ones.
create or replace temp macro has_blank(cell) as
    contains(cell, ' ') or contains(cell, chr(12288)) or contains(cell, chr(160)) or contains(cell, chr(9))
    or contains(cell, chr(10)) or contains(cell, chr(13)) or contains(cell, chr(8203)) or contains(cell, chr(65279));

-- Without blanks at both ends; an empty cell is null.
create or replace temp macro clean(cell) as
    case
        when has_blank(cell)
            then nullif(
                trim(
                    cell,
                    ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(12288) || chr(65279)
                ),
                ''
            )
        else nullif(cell, '')
    end;

-- Without blanks anywhere.
create or replace temp macro squeeze(cell) as
    nullif(regexp_replace(cell, '[\s\v\x{85}\x{200b}\x{feff}\p{Z}]+', '', 'g'), '');

-- Full-width letters, digits and signs become half-width.
create or replace temp macro fold(cell) as
    case
        when regexp_matches(cell, '[\x{ff01}-\x{ff5e}\x{3000}]')
            then translate(
                cell,
                '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～　',
                '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~ '
            )
        else cell
    end;

-- Letters, digits and signs of half width, without a blank.
create or replace temp macro is_plain(cell) as regexp_full_match(cell, '[!-~]+');

create or replace temp macro read_text(cell) as clean(cell);

create or replace temp macro is_scientific(word) as
    regexp_full_match(word, '[+-]?[0-9](\.[0-9]+)?[eE]\+[0-9]+|[+-]?[0-9]\.[0-9]+[eE][0-9]+');

-- A number that names something; one that a spreadsheet has rounded is lost.
create or replace temp macro read_key(cell) as
    case
        when not (contains(cell, 'E') or contains(cell, 'e') or contains(cell, '#')) then clean(cell)
        else list_transform(
            [clean(cell)], lambda word: case when not (is_scientific(word) or word = '#ERROR') then word end
        )[1]
    end;

create or replace temp macro read_area(cell) as
    case
        when regexp_full_match(cell, '[0-9]+') then cell
        else list_transform([squeeze(cell)], lambda word: read_key(fold(word)))[1]
    end;

create or replace temp macro check_character(digits) as
    substr('10X98765432', cast(1 + list_sum(list_transform(
        range(1, 18),
        lambda place: cast(digits[place] as integer)
            * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][place]
    )) % 11 as integer), 1);

-- A 15-digit number becomes its 18-digit form; serials 996 to 999 were given to centenarians.
create or replace temp macro as_18_characters(word) as
    case
        when regexp_full_match(word, '[0-9]{15}')
            then list_transform(
                [word[1:6] || case when word[13:15] >= '996' then '18' else '19' end || word[7:15]],
                lambda digits: digits || check_character(digits)
            )[1]
        else word
    end;

create or replace temp macro read_identity(cell) as
    case
        when regexp_full_match(cell, '[0-9]{17}[0-9X]') then cell
        else list_transform(
            [regexp_replace(upper(fold(squeeze(cell))), '^[''’‘]', '')],
            lambda word: list_transform([nullif(read_key(word), '')], lambda known: as_18_characters(known))[1]
        )[1]
    end;

create or replace temp macro as_money(word) as
    case
        when regexp_full_match(word, '[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2}0*)?')
            then try_cast(replace(word, ',', '') as decimal(18, 2))
    end;

create or replace temp macro read_money(cell) as
    case
        when cast(try_cast(cell as decimal(18, 2)) as varchar) = cell then try_cast(cell as decimal(18, 2))
        when is_plain(cell) then as_money(cell)
        else list_transform([clean(cell)], lambda word: as_money(fold(word)))[1]
    end;

create or replace temp macro read_count(cell) as
    case
        when cast(try_cast(cell as integer) as varchar) = cell then try_cast(cell as integer)
        else list_transform([read_money(cell)], lambda amount: case when amount % 1 = 0 then try_cast(amount as integer) end)[1]
    end;

create or replace temp macro as_rate(word) as
    case
        when regexp_full_match(word, '[0-9]+(\.[0-9]+)?') then try_cast(word as decimal(9, 6))
        when regexp_full_match(word, '[0-9]+(\.[0-9]+)?%')
            then try_cast(try_cast(rtrim(word, '%') as decimal(9, 6)) / 100 as decimal(9, 6))
    end;

create or replace temp macro read_rate(cell) as
    case when is_plain(cell) then as_rate(cell) else list_transform([clean(cell)], lambda word: as_rate(fold(word)))[1] end;

create or replace temp macro as_day(word) as
    case
        when regexp_full_match(word, '[0-9]{8}')
            then try_cast(word[1:4] || '-' || word[5:6] || '-' || word[7:8] as date)
        when regexp_full_match(word, '[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}')
            then try_cast(word as date)
    end;

create or replace temp macro read_day(cell) as
    case
        when cast(try_cast(cell as date) as varchar) = cell and length(cell) = 10 then try_cast(cell as date)
        when is_plain(cell) then as_day(cell)
        else list_transform([clean(cell)], lambda word: as_day(fold(word)))[1]
    end;

create or replace temp macro as_month(word) as
    case
        when regexp_full_match(word, '[0-9]{4}-?(0[1-9]|1[0-2])')
            then cast(word[1:4] as integer) * 12 + cast(word[-2:] as integer) - 1
    end;

create or replace temp macro read_month(cell) as
    case when is_plain(cell) then as_month(cell) else list_transform([clean(cell)], lambda word: as_month(fold(word)))[1] end;

create or replace temp macro read_year(cell) as
    list_transform([fold(clean(cell))], lambda word: case when regexp_full_match(word, '[0-9]{4}') then word end)[1];

create or replace temp macro read_month_of_year(cell) as
    list_transform(
        [fold(clean(cell))],
        lambda word: case when regexp_full_match(word, '0?[1-9]|1[0-2]') then lpad(word, 2, '0') end
    )[1];

create or replace temp macro month_in_year(year, month) as as_month(read_year(year) || read_month_of_year(month));

create or replace temp macro month_number(day) as year(day) * 12 + month(day) - 1;

create or replace temp macro first_day(month) as make_date(month // 12, month % 12 + 1, 1);

create or replace temp macro read_from_day(cell) as
    coalesce(read_day(cell), first_day(read_month(cell)));

create or replace temp macro read_to_day(cell) as
    coalesce(read_day(cell), last_day(first_day(read_month(cell))));

-- The common shape of a period, its first and last day in ISO form, takes a way of its own.
create or replace temp macro is_iso_day(cell) as
    length(cell) = 10 and cast(try_cast(cell as date) as varchar) = cell;

create or replace temp macro read_first_month(cell) as
    case when is_iso_day(cell) and cell[9:10] = '01' then month_number(try_cast(cell as date)) else coalesce(
        list_transform([read_day(cell)], lambda read: case when day(read) = 1 then month_number(read) end)[1], read_month(cell)
    ) end;

create or replace temp macro read_last_month(cell) as
    case when is_iso_day(cell) and last_day(try_cast(cell as date)) = try_cast(cell as date)
        then month_number(try_cast(cell as date)) else coalesce(
        list_transform([read_day(cell)], lambda read: case when last_day(read) = read then month_number(read) end)[1],
        read_month(cell)
    ) end;

-- A period in one cell: a month, or the first and the last month (or day) with a blank, a dash or 至 between them.
create or replace temp macro period_parts(cell) as
    list_filter(
        string_split_regex(
            regexp_replace(fold(clean(cell)), '^([0-9]{6}|[0-9]{8})-([0-9]{6}|[0-9]{8})$', '\1 \2'),
            '[ ~—–至到]+'
        ),
        lambda part: part <> ''
    );

create or replace temp macro period_first(cell) as
    list_transform([period_parts(cell)], lambda parts: case when len(parts) in (1, 2) then read_first_month(parts[1]) end)[1];

create or replace temp macro period_last(cell) as
    list_transform([period_parts(cell)], lambda parts: case len(parts)
        when 1 then read_first_month(parts[1])
        when 2 then read_last_month(parts[2])
    end)[1];

create or replace temp macro read_period(cell) as
    case when period_first(cell) is not null and period_last(cell) is not null then clean(cell) end;

-- A month typed into a spreadsheet becomes its first day.
create or replace temp macro read_sheet_month(cell) as
    coalesce(
        list_transform([read_day(cell)], lambda read: case when day(read) = 1 then month_number(read) end)[1], read_month(cell)
    );

-- A date with or without a time of day; T for the blank, one-digit hours and fractions of a second occur.
create or replace temp macro as_moment(word) as
    case
        when regexp_full_match(word, '[0-9/-]+[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?')
            then try_cast(
                as_day(regexp_extract(word, '^[0-9/-]+')) || ' ' || regexp_replace(
                    lpad(regexp_extract(word, '[ T]([0-9]+):', 1), 2, '0') || regexp_extract(word, ':.*'),
                    '^([0-9]{2}:[0-9]{2})$', '\1:00'
                ) as timestamp
            )
        else cast(as_day(word) as timestamp)
    end;

create or replace temp macro read_moment(cell) as
    case
        when cast(try_cast(cell as timestamp) as varchar) = cell and length(cell) >= 19 then try_cast(cell as timestamp)
        else list_transform([clean(cell)], lambda word: as_moment(fold(word)))[1]
    end;

-- A total row says so where others have their identity.
create or replace temp macro is_total(cell) as
    case when length(cell) <= 12 then coalesce(squeeze(cell) in ('合计', '小计', '总计'), false) else false end;
