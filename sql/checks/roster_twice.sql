-- warn
-- People on the rosters of two communities in the month of d; they count in both.
select min(roster.community) as community, max(roster.community) as other_community
from staging.roster
inner join staging.night on night.month between roster.from_month and roster.to_month
group by roster.person_id
having count(distinct roster.roster_code) > 1
