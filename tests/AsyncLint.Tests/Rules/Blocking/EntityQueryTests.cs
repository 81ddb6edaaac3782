using AsyncLint.CodeFixes.Rules;
using AsyncLint.Rules;

namespace AsyncLint.Tests.Rules.Blocking;

/// <summary>ASL2003 over Entity Framework, of which the tests have the types as far as a query needs them.</summary>
public sealed class EntityQueryTests
{
    const string EntityFramework = """
        using System.Linq.Expressions;
        namespace Microsoft.EntityFrameworkCore
        {
            public class DbContext
            {
                public int SaveChanges() => 0;
                public Task<int> SaveChangesAsync(CancellationToken cancellationToken = default) => throw null;
                public DbSet<T> Set<T>() => null;
                public void Add(object entity) { }
                public ValueTask<object> AddAsync(object entity) => throw null;
                public Infrastructure.DatabaseFacade Database => null;
            }
            public abstract class DbSet<T> : IQueryable<T>
            {
                public T Find(params object[] keys) => default;
                public ValueTask<T> FindAsync(params object[] keys) => throw null;
                public ValueTask<T> FindAsync(object[] keys, CancellationToken token) => throw null;
                public void Add(T entity) { }
                public ValueTask<object> AddAsync(T entity, CancellationToken token = default) => throw null;
                public Type ElementType => null;
                public Expression Expression => null;
                public IQueryProvider Provider => null;
                public IEnumerator<T> GetEnumerator() => null;
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null;
            }
            public static class EntityFrameworkQueryableExtensions
            {
                public static IQueryable<T> AsNoTracking<T>(this IQueryable<T> source) => source;
                public static Task<List<T>> ToListAsync<T>(this IQueryable<T> source, CancellationToken cancellationToken = default) => throw null;
                public static Task<T> FirstAsync<T>(this IQueryable<T> source, CancellationToken cancellationToken = default) => throw null;
                public static Task<T> FirstAsync<T>(this IQueryable<T> source, Expression<Func<T, bool>> predicate, CancellationToken cancellationToken = default) => throw null;
                public static Task<int> CountAsync<T>(this IQueryable<T> source, CancellationToken cancellationToken = default) => throw null;
                public static Task<bool> AnyAsync<T>(this IQueryable<T> source, CancellationToken cancellationToken = default) => throw null;
            }
        }
        namespace Microsoft.EntityFrameworkCore.Infrastructure
        {
            public class DatabaseFacade
            {
                public bool EnsureCreated() => true;
                public Task<bool> EnsureCreatedAsync(CancellationToken cancellationToken = default) => throw null;
            }
        }
        class Order { public int Id; public int Total; }
        class Shop : Microsoft.EntityFrameworkCore.DbContext { public Microsoft.EntityFrameworkCore.DbSet<Order> Orders { get; set; } }
        static class Filters { public static IQueryable<Order> Open(this IQueryable<Order> all) => all.Where(o => o.Total > 0); }
        """;

    static Setup Setup => new() { Files = { ["Ef.cs"] = EntityFramework } };

    static string In(string member) => $$"""
        using Microsoft.EntityFrameworkCore;
        class C
        {
            {{member}}
        }
        """;

    [Theory]
    [InlineData("async Task M(Shop s) { await Task.Yield(); {|ASL2003:s.SaveChanges()|}; }")]
    [InlineData("async Task<Order> M(Shop s) { await Task.Yield(); return {|ASL2003:s.Orders.Find(1)|}; }")]
    [InlineData("async Task M(Shop s) { await Task.Yield(); {|ASL2003:s.Database.EnsureCreated()|}; }")]
    [InlineData("async Task<List<Order>> M(Shop s) { await Task.Yield(); return {|ASL2003:s.Orders.ToList()|}; }")]
    [InlineData("async Task<List<Order>> M(Shop s) { await Task.Yield(); return {|ASL2003:s.Set<Order>().AsNoTracking().OrderBy(o => o.Id).ToList()|}; }")]
    [InlineData("async Task<Order> M(Shop s) { await Task.Yield(); return {|ASL2003:s.Orders.First|}(o => o.Id == 1); }")]
    [InlineData("async Task<int> M(Shop s) { await Task.Yield(); return {|ASL2003:s.Orders.Open().Count()|}; }")]
    [InlineData("async Task<List<int>> M(Shop s) { await Task.Yield(); return {|ASL2003:(from o in s.Orders where o.Id > 1 select o.Total).ToList()|}; }")]
    [InlineData("async Task<List<Order>> M(Shop s, bool f) { await Task.Yield(); var q = s.Orders.AsQueryable(); if (f) q = q.Where(o => o.Id > 1); return {|ASL2003:q.ToList()|}; }")]
    [InlineData("async Task<List<Order>> M(Shop s, bool f) { await Task.Yield(); IQueryable<Order> q = s.Orders; if (f) q = q.Where(o => o.Id > 1).OrderBy(o => o.Id); return {|ASL2003:q.ToList()|}; }")]
    public Task Reports_what_asks_the_database(string member) => Verify.Reports<ASL2003SyncCallInAsync>(In(member), Setup);

    [Theory]
    [InlineData("async Task M(Shop s, Order o) { await Task.Yield(); s.Add(o); s.Orders.Add(o); }", "the documentation advises against AddAsync")]
    [InlineData("async Task<List<Order>> M(IQueryable<Order> q) { await Task.Yield(); return q.ToList(); }", "any query")]
    [InlineData("async Task<List<Order>> M(List<Order> l) { await Task.Yield(); return l.AsQueryable().Where(o => o.Id > 1).ToList(); }", "in memory")]
    [InlineData("async Task<List<Order>> M(Shop s) { await Task.Yield(); return s.Orders.AsEnumerable().Where(o => o.Id > 1).ToList(); }", "what a foreach reads is no operator of a query")]
    [InlineData("async Task<List<Order>> M(Shop s, IQueryable<Order> p) { await Task.Yield(); IQueryable<Order> q = s.Orders; if (p != null) q = p; return q.ToList(); }", "either")]
    [InlineData("async Task<List<Order>> M(Shop s) { await Task.Yield(); return await s.Orders.Where(o => s.Orders.Any()).ToListAsync(); }", "part of the query")]
    [InlineData("async Task<Order> M(Shop s) { await Task.Yield(); return s.Orders.Last(); }", "no sibling here")]
    [InlineData("List<Order> M(Shop s) => s.Orders.ToList();", "sync")]
    public Task Silent_about_other_queries(string member, string why) => Verify.Silent<ASL2003SyncCallInAsync>("// " + why + "\n" + In(member), Setup);

    [Fact]
    public Task Silent_without_the_framework() => Verify.Silent<ASL2003SyncCallInAsync>(
        "class C { async Task<List<int>> M(IQueryable<int> q) { await Task.Yield(); return q.ToList(); } }");

    [Fact]
    public Task The_fix_imports_the_extension_and_passes_the_token() => VerifyFix.Of<ASL2003SyncCallInAsync, ASL2003SyncCallInAsyncFix>(
        """
        using System.Text;

        class C
        {
            async Task<int> M(Shop shop, CancellationToken token)
            {
                await Task.Yield();
                var first = {|ASL2003:shop.Orders.First|}(o => o.Id == 1);
                {|ASL2003:shop.SaveChanges()|};
                return {|ASL2003:shop.Orders.ToList()|}.Count + first.Id;
            }
        }
        """,
        """
        using System.Text;
        using Microsoft.EntityFrameworkCore;

        class C
        {
            async Task<int> M(Shop shop, CancellationToken token)
            {
                await Task.Yield();
                var first = await shop.Orders.FirstAsync(o => o.Id == 1, token);
                await shop.SaveChangesAsync(token);
                return (await shop.Orders.ToListAsync(token)).Count + first.Id;
            }
        }
        """,
        Setup);

    [Fact]
    public Task The_fix_passes_no_token_as_a_key() => VerifyFix.Of<ASL2003SyncCallInAsync, ASL2003SyncCallInAsyncFix>(
        In("async Task<Order> M(Shop s, CancellationToken token) { await Task.Yield(); return {|ASL2003:s.Orders.Find(1)|}; }"),
        In("async Task<Order> M(Shop s, CancellationToken token) { await Task.Yield(); return await s.Orders.FindAsync(1); }"),
        Setup);
}
